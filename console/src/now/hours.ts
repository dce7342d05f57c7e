import type { TaskOut } from '@almoner/client';
import { minutesOf } from '~/care/clock';
import { wallOf } from '~/residents/wall-clock';

export const PARTS = ['overdue', 'missed', 'due'] as const;
export type Part = (typeof PARTS)[number];

/** Tasks that began in one hour of the home's clock and are not recorded. */
export interface Hour {
  /** "14:00"; null for all that began before the care day. */
  hour: string | null;
  /** Instants between which they began, for the list of tasks; before the care day there is no first. */
  from: string | null;
  to: string;
  overdue: number;
  missed: number;
  due: number;
}

/** How a task stands that nobody recorded; null for one that was, or has not begun. */
export function partOf({ status, due_from, due_by }: TaskOut, now: number): Part | null {
  if (Date.parse(due_from) > now) return null;
  if (status === 'missed') return 'missed';
  if (status !== 'due') return null;
  return Date.parse(due_by) <= now ? 'overdue' : 'due';
}

/**
 * Hour by hour from the start of the care day up to now, also those with nothing, so that a gap is seen as one. What began earlier
 * and is still open comes first.
 */
export function hoursOf(
  tasks: readonly TaskOut[],
  { from, zone, now }: { from: string; zone: string; now: number },
): Hour[] {
  const hours: Hour[] = [];
  const empty = { overdue: 0, missed: 0, due: 0 };
  const start = Date.parse(from);
  const open = tasks.flatMap((task) => {
    const part = partOf(task, now);
    return part ? [{ part, at: Date.parse(task.due_from) }] : [];
  });
  if (open.some(({ at }) => at < start)) hours.push({ hour: null, from: null, to: from, ...empty });
  for (let at = start; at <= now && hours.length < 28;) {
    const next = nextHour(at, zone);
    const wall = wallOf(new Date(at).toISOString(), zone).time;
    hours.push({ hour: wall, from: iso(at), to: iso(next), ...empty });
    at = next;
  }
  for (const { part, at } of open) {
    const hour = hours.find(({ to }) => at < Date.parse(to));
    if (hour) hour[part] += 1;
  }
  return hours;
}

const iso = (at: number) => new Date(at).toISOString();

/** The next full hour on the wall, which is one of UTC's but for the minutes. A care day may begin at half past. */
function nextHour(at: number, zone: string): number {
  return at + (60 - (minutesOf(wallOf(iso(at), zone).time) % 60)) * 60_000;
}
