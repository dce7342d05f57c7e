import { expect, it } from 'vitest';
import { cleared, filtersIn, queryOf, readSearch, without } from './search';

const HOME = '019acae4-1a90-7001-a764-095c8f8c6b71';

it('keeps what makes sense of an address and drops what does not', () => {
  expect(
    readSearch({ q: ' rao ', home: 'x', grade: 'boss', status: 'gone', sort: 'age', archived: 1 }),
  ).toEqual({
    q: 'rao',
  });
  const search = {
    q: '12',
    home: HOME,
    grade: 'senior',
    status: 'invited',
    sort: '-name',
    archived: 'only',
  } as const;
  expect(readSearch({ ...search, q: 12 })).toEqual(search);
});

it('asks for everything that a row shows in one request, each filter under its own name', () => {
  expect(queryOf({})).toEqual({
    include: ['memberships', 'sign_in'],
    count: 'exact',
    limit: 50,
    sort: 'name',
  });
  expect(queryOf({ q: 'a', home: HOME, grade: 'nurse', status: 'disabled', sort: '-name' })).toMatchObject({
    q: 'a',
    home: HOME,
    grade: 'nurse',
    status: 'disabled',
    sort: '-name',
  });
});

it('clears the filters, and leaves the words, the view and the order', () => {
  const search = { q: 'a', home: HOME, grade: 'nurse', status: 'invited', sort: '-name' } as const;
  expect(filtersIn(search)).toBe(2);
  expect(cleared(search)).toEqual({ q: 'a', status: 'invited', sort: '-name' });
  expect(without(search, 'q', 'home')).toEqual({ grade: 'nurse', status: 'invited', sort: '-name' });
});
