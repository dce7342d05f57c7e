import { parseAbsolute, parseDate, parseTime, toCalendarDateTime, toZoned } from '@internationalized/date';

/** A day and a time as somebody types them, on the clock at the home's wall. */
export interface WallTime {
  date: string;
  time: string;
}

/**
 * The instant of a time on a home's wall clock.
 * `plain`: there is one such instant. `skipped`: the clock jumped over it (spring), so `shown` is what is stored
 * instead. `twice`: the clock showed it two times (autumn); `which` says which one is meant.
 */
export interface Moment {
  instant: string;
  kind: 'plain' | 'skipped' | 'twice';
  /** What the wall clock shows at the instant that is stored. */
  shown: WallTime;
}

export function momentOf(
  { date, time }: WallTime,
  zone: string,
  which: 'first' | 'second' = 'first',
): Moment | null {
  let wall;
  try {
    wall = toCalendarDateTime(parseDate(date), parseTime(time));
  } catch {
    return null;
  }
  const earlier = toZoned(wall, zone, 'earlier');
  const later = toZoned(wall, zone, 'later');
  const stored = which === 'second' ? later : toZoned(wall, zone, 'compatible');
  const shown = wallOf(stored.toAbsoluteString(), zone);
  const same = earlier.compare(later) === 0;
  const kind = same ? 'plain' : shown.time === time.slice(0, 5) && shown.date === date ? 'twice' : 'skipped';
  return { instant: stored.toAbsoluteString(), kind, shown };
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** The day and time that the wall clock of the home shows at an instant. */
export function wallOf(instant: string, zone: string): WallTime {
  const at = parseAbsolute(instant, zone);
  return { date: `${at.year}-${two(at.month)}-${two(at.day)}`, time: `${two(at.hour)}:${two(at.minute)}` };
}
