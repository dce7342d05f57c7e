import type { TaskRecordIn } from '@almoner/client';
import { isWaiting, needsAttention, thingOf, type Entry } from './entry';

type Thing = 'task' | 'handover' | 'plan';

/** The entries about a task, a handover or a version of a plan, in the order of the taps. */
export function entriesOf(entries: readonly Entry[], thing: Thing, id: string): readonly Entry[] {
  return entries.filter((entry) => thingOf(entry) === `${thing}:${id}`).sort((a, b) => a.seq - b.seq);
}

/** Notes about a resident that are still to arrive. */
export function notesOf(entries: readonly Entry[], client: string): readonly Entry[] {
  return entries.filter(({ deed }) => deed.kind === 'note' && deed.id === client);
}

/** How the device's entries stand about one thing. */
export interface Mark {
  /** Nothing of it was put in here. */
  none: boolean;
  /** It has not all arrived: "Waiting to send". */
  waiting: boolean;
  /** One that a person has to decide on. */
  attention: Entry | undefined;
  /** The last one, which the row shows as done. */
  last: Entry | undefined;
}

export function markOf(entries: readonly Entry[]): Mark {
  return {
    none: entries.length === 0,
    waiting: entries.some(isWaiting),
    attention: entries.find(needsAttention),
    last: entries.at(-1),
  };
}

/** What a row of a task needs to be shown with what was recorded on this device. */
interface TaskRow {
  id: string;
  status: string;
  last_ordinal: number;
}

/**
 * A task as its author sees it: with the outcome that they tapped, and with their own records counted as seen, so that the next
 * one builds on them. Nothing to roll back: without the entry it is the server's row again.
 */
export function overlaid<T extends TaskRow>(task: T, entries: readonly Entry[]): T & { mark: Mark } {
  const here = entriesOf(entries, 'task', task.id);
  const mark = markOf(here);
  const records = here.filter((entry) => {
    if (needsAttention(entry)) return false;
    // The row was read after it arrived: what the server says of it holds.
    return entry.state !== 'sent' || task.last_ordinal <= ordinalSeen(entry.deed)!;
  });
  const last = records.at(-1);
  const seen = last && ordinalSeen(last.deed)! + 1;
  const outcome = records.map(({ deed }) => outcomeOf(deed)).findLast((one) => one !== undefined);
  return {
    ...task,
    last_ordinal: seen === undefined ? task.last_ordinal : Math.max(task.last_ordinal, seen),
    ...(outcome === undefined ? {} : { status: outcome as T['status'] }),
    mark,
  };
}

function ordinalSeen(deed: Entry['deed']): number | undefined {
  if (deed.kind === 'task_record' || deed.kind === 'confirmation') return deed.body.last_seen_ordinal;
  return undefined;
}

function outcomeOf(deed: Entry['deed']): TaskRecordIn['outcome'] | undefined {
  return deed.kind === 'task_record' ? deed.body.outcome : undefined;
}
