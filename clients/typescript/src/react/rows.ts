import type { QueryClient } from '@tanstack/react-query';
import type { Key } from '../keys.js';

/** A row in the cache, whatever it is. */
export type AnyRow = Record<string, unknown>;

/** Where copies of a record may lie, and how to know one: an id alone is not enough, for a resident and their identity share it. */
export interface Place {
  id: string;
  /** A field that every copy has, and nothing else of the same id. */
  mark: string;
  /** Keys below which copies lie. */
  touches: readonly Key[];
}

/** Calls `change` on every copy of a record in a cached answer; what has none comes back as it was. */
export function mapRows(
  data: unknown,
  place: Pick<Place, 'id' | 'mark'>,
  change: (row: AnyRow) => AnyRow,
): unknown {
  if (Array.isArray(data)) {
    const next = data.map((item) => mapRows(item, place, change));
    return next.some((item, i) => item !== data[i]) ? next : data;
  }
  if (!isPlain(data)) return data;
  if (data['id'] === place.id && place.mark in data) return change(data);
  const entries = Object.entries(data).map(([name, value]) => [name, mapRows(value, place, change)] as const);
  return entries.some(([name, value]) => value !== data[name]) ? Object.fromEntries(entries) : data;
}

function holding(cache: QueryClient, place: Place) {
  const all = place.touches.flatMap((queryKey) => cache.getQueryCache().findAll({ queryKey }));
  return [...new Set(all)].filter((query) => {
    let found = false;
    mapRows(query.state.data, place, (row) => {
      found = true;
      return row;
    });
    return found;
  });
}

/** Changes every copy of a record in the cache. */
export function changeRows(cache: QueryClient, place: Place, change: (row: AnyRow) => AnyRow): void {
  for (const query of holding(cache, place)) {
    // When an answer came stays as it was: a guess does not make data fresh.
    const updatedAt = query.state.dataUpdatedAt;
    cache.setQueryData(query.queryKey, (data: unknown) => mapRows(data, place, change), { updatedAt });
  }
}

/** The fullest copy of the record: a list may hold a brief one. */
export function findRow(cache: QueryClient, place: Place): AnyRow | undefined {
  let found: AnyRow | undefined;
  for (const query of holding(cache, place)) {
    mapRows(query.state.data, place, (row) => {
      if (!found || Object.keys(row).length > Object.keys(found).length) found = row;
      return row;
    });
  }
  return found;
}

/** A copy with these values: those of its own fields, for a brief copy stays brief. */
export function setIn(row: AnyRow, sets: readonly (readonly [string, unknown])[]): AnyRow {
  return { ...row, ...Object.fromEntries(sets.filter(([field]) => field in row)) };
}

/** Stops reads that would overwrite what is about to be shown. */
export async function stopReads(cache: QueryClient, place: Place): Promise<void> {
  await Promise.all(
    holding(cache, place).map(({ queryKey }) => cache.cancelQueries({ queryKey, exact: true })),
  );
}

/** Reads again what lies below these keys. */
export async function readAgain(cache: QueryClient, touches: readonly Key[]): Promise<void> {
  await Promise.all(touches.map((queryKey) => cache.invalidateQueries({ queryKey })));
}

function isPlain(value: unknown): value is AnyRow {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
