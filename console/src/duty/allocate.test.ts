import { aDuty, anAllocation, anAllocationList, anExpected, idOf } from '@almoner/client/testing';
import type { RoundResidentOut } from '@almoner/client';
import { describe, expect, it } from 'vitest';
import { asBefore, evenly, givenOf, helpersOf, sharers, sumsOf, withOthers, type Helper } from './allocate';

const resident = (id: string, fields: Partial<RoundResidentOut> = {}) =>
  ({ id, name: id, status: 'current', unit_id: null, ...fields }) as RoundResidentOut;
const helper = (id: string, unit: string | null = null): Helper => ({
  id,
  name: id,
  standing: 'on',
  unit,
  floor: true,
});
const words = (given: ReturnType<typeof evenly>) =>
  Object.fromEntries(Object.entries(given).map(([client, person]) => [client, person?.id ?? '-']));

describe('sharing out evenly', () => {
  it('gives neighbouring rooms to the same person, and nobody two more than another', () => {
    const rooms = ['1', '2', '3', '4', '5'].map((id) => resident(id));
    expect(words(evenly(rooms, [helper('ben'), helper('carol')]))).toEqual({
      '1': 'ben',
      '2': 'ben',
      '3': 'ben',
      '4': 'carol',
      '5': 'carol',
    });
  });

  it('leaves out who is away, and everybody where nobody is on', () => {
    const rooms = [resident('1'), resident('2', { status: 'hospital' }), resident('3')];
    expect(words(evenly(rooms, [helper('ben')]))).toEqual({ '1': 'ben', '2': '-', '3': 'ben' });
    expect(words(evenly(rooms, []))).toEqual({ '1': '-', '2': '-', '3': '-' });
  });

  it('keeps people in their unit, and evens out with whoever is on in the whole home', () => {
    const rooms = [
      ...['1', '2'].map((id) => resident(id, { unit_id: 'rose' })),
      ...['3', '4', '5', '6'].map((id) => resident(id, { unit_id: 'oak' })),
    ];
    const given = evenly(rooms, [helper('ben', 'rose'), helper('carol', 'oak'), helper('dilip')]);
    expect(given['1']?.id === 'carol' || given['2']?.id === 'carol').toBe(false);
    for (const id of ['3', '4', '5', '6']) expect(given[id]?.id).not.toBe('ben');
    expect(sumsOf(given).map(({ count }) => count)).toEqual([3, 2, 1]);
  });
});

it('names who is on before who is expected, each once, and shares out among those of the floor', () => {
  const ben = aDuty({}, 1);
  const manager = aDuty({ profile_id: idOf('person', 1), name: 'Asha Rao', grade: 'manager' }, 2);
  const again = anExpected({}, 1);
  const carol = anExpected({ profile_id: idOf('person', 3), name: 'Carol', unit_id: 'oak' }, 2);
  const helpers = helpersOf({ at: '', care_home_id: '', on: [ben, manager], expected: [again, carol] });
  expect(helpers.map(({ name, standing }) => [name, standing])).toEqual([
    ['Asha Rao', 'on'],
    ['Ben Carter', 'on'],
    ['Carol', 'expected'],
  ]);
  const names = (unit: string | null) => sharers(helpers, unit).map(({ name }) => name);
  expect([names(null), names('oak'), names('rose')]).toEqual([
    ['Ben Carter', 'Carol'],
    ['Ben Carter', 'Carol'],
    ['Ben Carter'],
  ]);
  // Who is named in a list and not on can still be chosen, and gets nobody by itself.
  const all = withOthers(helpers, [{ id: 'x', name: 'Dilip' }, null, { id: ben.profile_id, name: 'Ben' }]);
  expect(all).toHaveLength(4);
  expect(sharers(all, null)).toHaveLength(2);
});

it('takes yesterday over as far as its people are on', () => {
  const residents = [1, 2, 3].map((n) => resident(idOf('client', n)));
  const before = anAllocationList({
    allocations: [
      anAllocation(),
      anAllocation({ client_id: idOf('client', 2), profile_id: 'gone', name: 'Gone' }),
      // Has left since.
      anAllocation({ client_id: idOf('client', 9) }),
    ],
  });
  const { given, gone } = asBefore(before, residents, [helper(idOf('person', 2))]);
  expect(gone).toBe(1);
  expect(words(given)).toEqual({
    [idOf('client', 1)]: idOf('person', 2),
    [idOf('client', 2)]: '-',
    [idOf('client', 3)]: '-',
  });
  expect(givenOf(before, residents)[idOf('client', 2)]).toEqual({ id: 'gone', name: 'Gone' });
});
