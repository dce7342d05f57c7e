import { useMutation, useQueryClient, type QueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { CallOptions, Ref } from '../call.js';
import { isApiError, type ApiError } from '../error.js';
import { changeRows, findRow, readAgain, setIn, stopReads, type AnyRow, type Place } from './rows.js';

/** A change to what a person saw. */
export interface Change<TPatch> {
  /** The record as it was on the screen: its version is what the change is made to. */
  record: Ref;
  /** The fields that the person changed, and no others. */
  patch: TPatch;
}

/** Somebody else changed the record first. */
export interface Conflict<TRow, TPatch> {
  /** The record as it is now; already on the screen. */
  current: TRow;
  /** What was to be changed; nothing of it was. Send it again on top of `current` when the person still wants it. */
  wanted: Change<TPatch>;
}

export interface ChangeOptions<TRow, TPatch> {
  /** What shows at once, where that is not the patch itself: fields of the row, from the patch and the row as it shows now. */
  shows?: (patch: TPatch, now: TRow | undefined) => Partial<TRow>;
  onConflict?: (conflict: Conflict<TRow, TPatch>) => void;
}

/** One change under way. */
interface Pending {
  fields: Map<string, { before: unknown; set: unknown }>;
}

/** What this cache knows of changes to one record. */
interface Journal {
  /** In the order in which they were made. */
  pending: Pending[];
  /** Versions that our own changes made of others: a change made on top of them is no conflict with ourselves. */
  ours: Map<number, number>;
}

const journals = new WeakMap<QueryClient, Map<string, Journal>>();

function journalOf(cache: QueryClient, name: string): Journal {
  const all = journals.get(cache) ?? new Map<string, Journal>();
  journals.set(cache, all);
  const journal = all.get(name) ?? { pending: [], ours: new Map() };
  all.set(name, journal);
  return journal;
}

/** Whose changes these are, where every copy of the row is known by something else than the one id. */
export type Kind = Omit<Place, 'id'>;

/**
 * A change that is on the screen before the server has it.
 *
 * - Changes to one record are sent one after another, each with the version that the one before made.
 * - One that fails is undone field by field, and only where the field still shows what it set: a snapshot of the whole answer
 *   would wipe what a second change under way has put there.
 * - The record is read again when no other change to it is under way.
 */
export function useRowChange<TRow extends Ref, TPatch extends object>(
  name: string,
  place: Place,
  save: (record: Ref, patch: TPatch, options?: CallOptions) => Promise<TRow>,
  options: ChangeOptions<TRow, TPatch> = {},
): UseMutationResult<TRow, ApiError, Change<TPatch>, unknown> {
  return useRowChanges(name, place, (change) => change, save, options, place.id);
}

/**
 * The same for whichever row of a list is pressed: `said` tells what of it shows at once. They are sent one after another, in
 * the order of the presses.
 */
export function useRowChanges<TRow extends Ref, TPatch extends object, Said>(
  name: string,
  kind: Kind,
  said: (variables: Said) => Change<TPatch>,
  save: (record: Ref, patch: TPatch, options?: CallOptions) => Promise<TRow>,
  options: ChangeOptions<TRow, TPatch> = {},
  id?: string,
): UseMutationResult<TRow, ApiError, Said, unknown> {
  const cache = useQueryClient();
  const at = (variables: Said) => {
    const change = said(variables);
    const place = { ...kind, id: id ?? change.record.id };
    return { change, place, journal: journalOf(cache, `${name}:${place.id}`) };
  };
  return useMutation<TRow, ApiError, Said, Pending>({
    mutationKey: [name, 'change', ...(id === undefined ? [] : [id])],
    scope: { id: `${name}/change/${id ?? ''}` },
    retry: false,
    mutationFn: async (variables) => {
      const { change, place, journal } = at(variables);
      const { record, patch } = change;
      let known = record.version;
      for (let next = journal.ours.get(known); next !== undefined; next = journal.ours.get(known))
        known = next;
      const row = await save({ id: place.id, version: known }, patch);
      // The same version again is a change that changed nothing.
      if (row.version > known) journal.ours.set(known, row.version);
      return row;
    },
    onMutate: async (variables) => {
      const { change, place, journal } = at(variables);
      const { patch } = change;
      await stopReads(cache, place);
      const now = findRow(cache, place);
      const fields = options.shows ? options.shows(patch, now as TRow | undefined) : patch;
      const sets = Object.entries(fields).filter(([, value]) => value !== undefined);
      const pending = { fields: new Map(sets.map(([field, set]) => [field, { before: now?.[field], set }])) };
      journal.pending.push(pending);
      changeRows(cache, place, (row) => setIn(row, sets));
      return pending;
    },
    onSuccess: (row, variables, pending) => {
      const { place, journal } = at(variables);
      show(cache, place, journal, pending, row as unknown as AnyRow);
    },
    onError: (error, variables, pending) => {
      const { change: wanted, place, journal } = at(variables);
      if (pending) undo(cache, place, journal, pending);
      if (isApiError(error, 'stale') && isRow(error.current, place)) {
        show(cache, place, journal, pending, error.current);
        options.onConflict?.({ current: error.current as unknown as TRow, wanted });
      }
    },
    onSettled: (_row, _error, variables, pending) => {
      const { place, journal } = at(variables);
      journal.pending = journal.pending.filter((other) => other !== pending);
      // Not waited for: whoever waits for the change learns at once what became of it, also where the server is out of reach.
      if (journal.pending.length === 0) void readAgain(cache, place.touches);
    },
  });
}

/** Takes back what a change put on the screen, where it is still there. */
function undo(cache: QueryClient, place: Place, journal: Journal, failed: Pending): void {
  const later = journal.pending.slice(journal.pending.indexOf(failed) + 1);
  const back: [string, { before: unknown; set: unknown }][] = [];
  for (const [field, values] of failed.fields) {
    const heir = later.find((other) => other.fields.has(field))?.fields.get(field);
    // Whoever changed it after us now stands on what was there before us.
    if (heir) heir.before = values.before;
    else back.push([field, values]);
  }
  changeRows(cache, place, (row) => {
    const still = back.filter(([field, { set }]) => same(row[field], set));
    return setIn(
      row,
      still.map(([field, { before }]) => [field, before]),
    );
  });
}

/** Shows what the server says, below what other changes under way have put on the screen. */
function show(
  cache: QueryClient,
  place: Place,
  journal: Journal,
  done: Pending | undefined,
  answer: AnyRow,
): void {
  const over: AnyRow = {};
  for (const other of journal.pending) {
    if (other === done) continue;
    for (const [field, values] of other.fields) {
      if (!(field in over)) values.before = answer[field];
      over[field] = values.set;
    }
  }
  // What was joined (`include`) is not in the answer to a change, so it stays.
  changeRows(cache, place, (row) => ({ ...row, ...answer, ...over }));
}

function isRow(value: unknown, place: Place): value is AnyRow {
  return typeof value === 'object' && value !== null && place.mark in value;
}

function same(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b);
}
