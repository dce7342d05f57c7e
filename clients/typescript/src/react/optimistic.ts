/**
 * A change that is shown before it is known to have worked, and taken back by field.
 *
 * A snapshot of the whole record would not do: with two changes under way, undoing the first from its snapshot wipes the
 * second. So each change remembers its own fields, and undoing sets back only those that still hold what it set.
 */
export interface Change<T extends object> {
  /** What the fields held before. */
  before: Partial<T>;
  /** What they were set to. */
  after: Partial<T>;
}

/** The record with the change on it, and how to take it back. */
export function overlay<T extends object>(record: T, patch: Partial<T>): { record: T; change: Change<T> } {
  const before: Partial<T> = {};
  const after: Partial<T> = {};
  for (const field of Object.keys(patch) as (keyof T)[]) {
    if (!(field in record)) continue;
    before[field] = record[field];
    after[field] = patch[field]!;
  }
  return { record: { ...record, ...after }, change: { before, after } };
}

/** Takes a change back, but for fields that somebody has set since. */
export function undo<T extends object>(record: T, { before, after }: Change<T>): T {
  const undone = { ...record };
  for (const field of Object.keys(after) as (keyof T)[]) {
    if (Object.is(undone[field], after[field])) undone[field] = before[field] as T[keyof T];
  }
  return undone;
}
