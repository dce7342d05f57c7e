import { describe, expect, it } from 'vitest';
import { filtersIn, queryOf, readSearch, statusesOf, viewOf, withAlertKinds, withStatuses } from './search';

const HOME = '019acae4-1a90-7001-a764-095c8f8c6b71';

describe('the list in the address', () => {
  it('shows whoever lives here when the address says nothing', () => {
    expect(readSearch({})).toEqual({});
    expect(statusesOf({})).toEqual(['current', 'hospital', 'on_leave']);
    expect(viewOf({})).toBe('here');
  });

  it('keeps what makes sense and drops what does not', () => {
    const raw = {
      q: '  win ',
      home: HOME,
      unit: 'nonsense',
      status: 'deceased,alive',
      alert: 'falls,allergy',
      sort: 'age',
      archived: 'yes',
    };
    expect(readSearch(raw)).toEqual({ q: 'win', home: HOME, status: 'deceased', alert: 'allergy,falls' });
  });

  it('reads a search that is a number as text', () => {
    expect(readSearch({ q: 12 })).toEqual({ q: '12' });
  });

  it('says nothing of the first view, so that the plain address is one list', () => {
    expect(withStatuses({ status: 'deceased' }, ['on_leave', 'hospital', 'current'])).toEqual({});
  });

  it('comes back the same from an address', () => {
    const search = withAlertKinds(withStatuses({ q: 'a', home: HOME }, ['discharged']), ['dols', 'allergy']);
    expect(readSearch(Object.fromEntries(new URLSearchParams({ ...search })))).toEqual(search);
  });
});

describe('the call of a search', () => {
  it('asks for everything that a row shows in one request', () => {
    expect(queryOf({})).toMatchObject({
      include: ['bed', 'home', 'key_worker', 'stay'],
      count: 'exact',
      sort: 'name',
      status: ['current', 'hospital', 'on_leave'],
    });
  });

  it('carries each filter under the name that the API has for it', () => {
    const query = queryOf({
      q: 'win',
      home: HOME,
      unit: HOME,
      worker: HOME,
      alert: 'falls',
      sort: '-updated_at',
    });
    expect(query).toMatchObject({
      q: 'win',
      home: HOME,
      unit: HOME,
      key_worker: HOME,
      alert: ['falls'],
      sort: '-updated_at',
    });
  });

  it('names no status for everyone, nor for what was archived', () => {
    expect(
      queryOf(
        withStatuses({}, [
          'current',
          'hospital',
          'on_leave',
          'prospective',
          'pending_admission',
          'discharged',
          'deceased',
        ]),
      ),
    ).not.toHaveProperty('status');
    expect(queryOf({ archived: 'only' })).toMatchObject({ archived: 'only' });
    expect(queryOf({ archived: 'only' })).not.toHaveProperty('status');
  });
});

it('counts the filters that clearing would take away', () => {
  expect(filtersIn({})).toBe(0);
  expect(filtersIn({ status: 'deceased' })).toBe(1);
  expect(filtersIn(readSearch({ status: 'deceased,discharged' }))).toBe(0);
  expect(filtersIn({ home: HOME, alert: 'falls,dols', q: 'a' })).toBe(2);
});
