import { isApiError, type TaskPageOut } from '@almoner/client';
import { thingOf, type Deed, type Entry, type Failure } from './entry';

/** What came back for an entry that was sent. */
export type Answer = { receipt: unknown } | { error: unknown };

/** Milliseconds before the next try: the double each time, five minutes at most. Coming online tries at once. */
const FIRST = 2_000;
const LONGEST = 300_000;

/**
 * What becomes of an entry, and whether the others wait too: without a server or a sign-in none of them would arrive. `gone`: the
 * sign-in under which it went has ended, so that a "no" was not said to its author.
 */
export function judge(
  entry: Entry,
  answer: Answer,
  now: number,
  gone = false,
): { entry: Entry; stop: boolean } {
  const { failure: _failure, theirs: _theirs, ...plain } = entry;
  const tried = { ...plain, attempts: entry.attempts + 1 };
  if (!('error' in answer)) return { entry: { ...tried, state: 'sent' }, stop: false };
  const { error } = answer;
  const failure = failureOf(error);
  if (gone || waits(error)) {
    const asked = isApiError(error) ? (error.retryAfter ?? 0) * 1000 : 0;
    const wait = Math.max(asked, Math.min(LONGEST, FIRST * 2 ** Math.min(entry.attempts, 20)));
    return { entry: { ...tried, state: 'queued', failure, notBefore: now + wait }, stop: true };
  }
  if (isApiError(error, 'recorded_meanwhile') && isTaskPage(error.current)) {
    return { entry: { ...tried, state: 'conflict', failure, theirs: error.current }, stop: false };
  }
  return { entry: { ...tried, state: 'rejected', failure }, stop: false };
}

/** Nothing is wrong with the entry: no answer, no sign-in, a server that is busy. It goes by itself later. */
function waits(error: unknown): boolean {
  // A mistake of our own is no judgement of the server's either.
  if (!isApiError(error)) return true;
  if (isApiError(error, 'unauthenticated', 'second_factor_required', 'in_progress')) return true;
  const { status } = error;
  return status < 400 || status >= 500 || [401, 408, 425, 429].includes(status);
}

function failureOf(error: unknown): Failure {
  if (!isApiError(error)) return { code: 'crash', message: '', status: 0, fields: [] };
  const { code, message, status, fields, requestId } = error;
  return {
    code,
    message,
    status,
    fields: fields.map(({ path, code: why, message: words }) => ({ path, code: why, message: words })),
    ...(requestId ? { requestId } : {}),
  };
}

function isTaskPage(value: unknown): value is TaskPageOut {
  return typeof value === 'object' && value !== null && 'task' in value && 'records' in value;
}

/**
 * `keep_both`: beside the other's record. `send_again`: as it is. `send_as_now`: as having happened when it arrives, where the
 * device's clock was wrong. `drop`: not at all.
 */
export type Choice = 'keep_both' | 'send_again' | 'send_as_now' | 'drop';

/** What a person decided: the entry as it goes on, or null where it goes no further. */
export function resolved(entry: Entry, choice: Choice, now: number): Entry | null {
  if (choice === 'drop') return null;
  const { failure: _failure, theirs, ...plain } = entry;
  const over = theirs ? seen(entry.deed, theirs.task.last_ordinal) : entry.deed;
  const deed = choice === 'send_as_now' ? asNow(over) : over;
  return { ...plain, deed, state: 'queued', notBefore: now, heldUntil: now };
}

/**
 * Entries that were made after this one, on top of it: their author has seen the record that it became. Those that were tried
 * already stay as they are, for a key stands for one body.
 */
export function follow(entries: readonly Entry[], sent: Entry, receipt: unknown): Entry[] {
  const task = (receipt as { task?: { last_ordinal: number } | null } | null)?.task;
  if (!task) return [];
  return entries
    .filter(
      (other) =>
        other.seq > sent.seq &&
        other.author.id === sent.author.id &&
        other.state === 'queued' &&
        other.attempts === 0 &&
        thingOf(other) === thingOf(sent),
    )
    .map((other) => ({ ...other, deed: seen(other.deed, task.last_ordinal) }));
}

/** The same deed by somebody who has seen so many records of the task. */
function seen(deed: Deed, last_seen_ordinal: number): Deed {
  if (deed.kind === 'task_record') return { ...deed, body: { ...deed.body, last_seen_ordinal } };
  if (deed.kind === 'confirmation') return { ...deed, body: { ...deed.body, last_seen_ordinal } };
  return deed;
}

/** Without a time: the server's clock says it. */
function asNow(deed: Deed): Deed {
  if (deed.kind === 'plan_read') return deed;
  const { occurred_at: _when, ...body } = deed.body;
  return { ...deed, body } as Deed;
}
