import { idOf } from '@almoner/client/testing';
import { expect, it } from 'vitest';
import { filtersIn, queryOf, readSearch } from './search';

const home = idOf('home', 1);
const until = '2026-11-23T12:15:00.000Z';
const span = { from: '2026-11-23T07:00:00Z', to: '2026-11-24T07:00:00Z' };

it('keeps what makes sense of an address', () => {
  expect(readSearch({ home, view: 'overdue', day: '2026-11-23', client: 'x', from: 'yesterday' })).toEqual({
    home,
    view: 'overdue',
    day: '2026-11-23',
  });
  expect(readSearch({ view: 'open' })).toEqual({});
});

it('asks for what has begun where overdue ones are looked for, within the day that was chosen', () => {
  expect(queryOf({ view: 'overdue' }, home, null, until)).toEqual({
    home,
    status: ['due'],
    to: until,
    sort: 'due_from',
    limit: 200,
  });
  expect(queryOf({ view: 'overdue' }, home, span, until)).toMatchObject({ from: span.from, to: until });
  expect(queryOf({}, home, span, until)).toMatchObject({ status: ['due'], ...span });
});

it('asks for just the hour that was pressed on the board', () => {
  const hour = { from: '2026-11-23T08:00:00.000Z', to: '2026-11-23T09:00:00.000Z' };
  expect(queryOf({ view: 'unrecorded', ...hour }, home, null, until)).toMatchObject({
    status: ['due', 'missed'],
    ...hour,
  });
  expect(filtersIn({ view: 'unrecorded', ...hour })).toBe(1);
});

it('looks a day back for a second person, and at every status for all', () => {
  expect(queryOf({ view: 'second' }, home, null, until).from).toBe('2026-11-22T11:15:00.000Z');
  expect(queryOf({ view: 'all' }, home, null, until).status).toBeUndefined();
});
