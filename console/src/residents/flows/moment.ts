import { momentOf, wallOf, type Moment, type WallTime } from '../wall-clock';

/** When something happened or is to happen, as somebody says it in a flow. */
export interface When {
  /** `now` is the moment at which the button is pressed: the server's clock says it. */
  mode: 'now' | 'other';
  date: string | null;
  time: string | null;
  /** For an hour that the clock shows twice. */
  which: 'first' | 'second';
}

export function whenNow(zone: string, now = new Date()): When {
  return { mode: 'now', ...wallOf(now.toISOString(), zone), which: 'first' };
}

export function whenOn(zone: string, instant: string): When {
  return { mode: 'other', ...wallOf(instant, zone), which: 'first' };
}

export function wallTime(when: When): WallTime | null {
  return when.date && when.time ? { date: when.date, time: when.time } : null;
}

/** The moment that will be stored; null for "now" and for what is not filled in. */
export function momentIn(when: When, zone: string): Moment | null {
  const wall = wallTime(when);
  return when.mode === 'other' && wall ? momentOf(wall, zone, when.which) : null;
}

/** What is sent: nothing for "now", so that the server's clock decides. */
export function instantIn(when: When, zone: string): string | undefined {
  return momentIn(when, zone)?.instant;
}

export type WhenProblem = 'date' | 'time' | 'future' | 'past';

export interface WhenRule {
  /** `happened`: not in the future. `planned`: not in the past. */
  tense: 'happened' | 'planned';
  zone: string;
  now?: number;
}

/** What is wrong with a time before it is sent. The server judges again, by its own clock and its own limits. */
export function problemWith(when: When, { tense, zone, now = Date.now() }: WhenRule): WhenProblem | null {
  if (when.mode === 'now') return null;
  if (!when.date) return 'date';
  if (!when.time) return 'time';
  const moment = momentIn(when, zone);
  if (!moment) return 'date';
  const at = Date.parse(moment.instant);
  const minute = 60_000;
  // The server takes ten minutes of a clock that runs ahead.
  if (tense === 'happened' && at > now + 10 * minute) return 'future';
  if (tense === 'planned' && at < now - 24 * 60 * minute) return 'past';
  return null;
}
