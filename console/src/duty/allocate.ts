import type { AllocationListOut, DutyBoardOut, RoundResidentOut } from '@almoner/client';
import type { Person } from '~/residents/forms/StaffField';

/** Who looks after each resident, by the resident's id; null: nobody in particular. */
export type Given = Record<string, Person | null>;

/** Somebody who can be chosen. */
export interface Helper extends Person {
  standing: 'on' | 'expected' | 'other';
  /** Where they are on; null: the whole home. */
  unit: string | null;
  /** Of the floor, and not the manager who looks in. */
  floor: boolean;
}

/** Those who are on, then those who are expected, each once and by name. */
export function helpersOf({ on, expected }: DutyBoardOut): Helper[] {
  const found = new Map<string, Helper>();
  const rows = [
    ...on.map((row) => ({ ...row, standing: 'on' as const })),
    ...expected.map((row) => ({ ...row, standing: 'expected' as const })),
  ];
  for (const { profile_id, name, grade, unit_id, standing } of rows) {
    if (found.has(profile_id)) continue;
    found.set(profile_id, {
      id: profile_id,
      name: name ?? '–',
      standing,
      unit: unit_id ?? null,
      floor: grade !== 'manager',
    });
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** With whoever is named in a list or was added, so that nobody who is chosen lacks a name. */
export function withOthers(helpers: readonly Helper[], others: readonly (Person | null)[]): Helper[] {
  const found = new Map(helpers.map((one) => [one.id, one]));
  for (const person of others) {
    if (person && !found.has(person.id))
      found.set(person.id, { ...person, standing: 'other', unit: null, floor: true });
  }
  return [...found.values()];
}

/** The residents of a list: of the unit, or all of them. */
export function residentsOf(
  residents: readonly RoundResidentOut[],
  unit: string | null,
): readonly RoundResidentOut[] {
  return unit === null ? residents : residents.filter(({ unit_id }) => unit_id === unit);
}

/** A saved list as the form has it. */
export function givenOf(
  list: Pick<AllocationListOut, 'allocations'>,
  residents: readonly Pick<RoundResidentOut, 'id'>[],
): Given {
  const named = new Map(
    list.allocations.map((one) => [one.client_id, { id: one.profile_id, name: one.name ?? '–' }]),
  );
  return Object.fromEntries(residents.map(({ id }) => [id, named.get(id) ?? null]));
}

/** Among whom residents are shared out: on or expected, on this floor. */
export function sharers(helpers: readonly Helper[], unit: string | null): Helper[] {
  return helpers.filter(
    (one) =>
      one.floor && one.standing !== 'other' && (unit === null || one.unit === null || one.unit === unit),
  );
}

/**
 * Neighbouring rooms to the same person, and nobody has more than one resident more than another. Who is away is nobody's. Where
 * people are on in units, each unit is shared out among those who are on in it or in the whole home, whoever has fewer so far
 * first.
 */
export function evenly(residents: readonly RoundResidentOut[], people: readonly Helper[]): Given {
  const given: Given = Object.fromEntries(residents.map(({ id }) => [id, null]));
  const has = new Map(people.map(({ id }) => [id, 0]));
  const here = residents.filter(({ status }) => status === 'current');
  for (const unit of new Set(here.map(({ unit_id }) => unit_id ?? null))) {
    const of = here.filter((one) => (one.unit_id ?? null) === unit);
    const able = people
      .filter((one) => one.unit === null || one.unit === unit)
      .toSorted((a, b) => has.get(a.id)! - has.get(b.id)!);
    let at = 0;
    for (const [i, size] of shares(of.length, able, has).entries()) {
      const person = able[i]!;
      for (const { id } of of.slice(at, at + size)) given[id] = { id: person.id, name: person.name };
      has.set(person.id, has.get(person.id)! + size);
      at += size;
    }
  }
  return given;
}

/** How many of `count` each gets, so that all end up with as equal a number as can be. */
function shares(count: number, able: readonly Helper[], has: ReadonlyMap<string, number>): number[] {
  const sizes = able.map(() => 0);
  for (let left = count; left > 0 && able.length > 0; left -= 1) {
    let least = 0;
    for (const [i, person] of able.entries()) {
      const total = (of: number) => has.get(able[of]!.id)! + sizes[of]!;
      if (has.get(person.id)! + sizes[i]! < total(least)) least = i;
    }
    sizes[least]! += 1;
  }
  return sizes;
}

/** As yesterday, as far as those people are on or expected; `gone`: residents whose person is not. */
export function asBefore(
  before: Pick<AllocationListOut, 'allocations'>,
  residents: readonly Pick<RoundResidentOut, 'id'>[],
  helpers: readonly Helper[],
): { given: Given; gone: number } {
  const here = new Set(helpers.filter(({ standing }) => standing !== 'other').map(({ id }) => id));
  const given = givenOf(before, residents);
  let gone = 0;
  for (const [client, person] of Object.entries(given)) {
    if (!person || here.has(person.id)) continue;
    given[client] = null;
    gone += 1;
  }
  return { given, gone };
}

/** How many each has, whoever has most first. */
export function sumsOf(given: Given): { person: Person; count: number }[] {
  const sums = new Map<string, { person: Person; count: number }>();
  for (const person of Object.values(given)) {
    if (!person) continue;
    sums.set(person.id, { person, count: (sums.get(person.id)?.count ?? 0) + 1 });
  }
  return [...sums.values()].toSorted(
    (a, b) => b.count - a.count || a.person.name.localeCompare(b.person.name),
  );
}
