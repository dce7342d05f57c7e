/** Days and times in words: "23 November 2026", "23 November 2026, 14:05", on the clock of the home. */
const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' };
const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** Makers of formats are dear; lists say hundreds of dates. */
const made = new Map<string, Intl.DateTimeFormat>();
function format(timeZone: string, options: Intl.DateTimeFormatOptions, name: string): Intl.DateTimeFormat {
  const key = `${timeZone} ${name}`;
  const there = made.get(key) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  made.set(key, there);
  return there;
}

/** A day without a clock: `2026-11-23`. */
export function dayWords(day: string): string {
  return format('UTC', DAY, 'day').format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

/** The day of an instant on the home's calendar. */
export function dayOf(instant: string, timeZone: string): string {
  return format(timeZone, DAY, 'day').format(new Date(instant));
}

/** "14:05" on the home's wall. */
export function timeOf(instant: string, timeZone: string): string {
  return format(timeZone, TIME, 'time').format(new Date(instant));
}

export function momentWords(instant: string, timeZone: string): string {
  return `${dayOf(instant, timeZone)}, ${timeOf(instant, timeZone)}`;
}

/** "23 Nov", "23 Nov 2025" where the year is another: for a dense list. */
export function shortDay(instant: string, timeZone: string, now = new Date()): string {
  const at = new Date(instant);
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  const year = (date: Date) => format(timeZone, { year: 'numeric' }, 'year').format(date);
  if (year(at) === year(now)) return format(timeZone, options, 'short').format(at);
  return format(timeZone, { ...options, year: 'numeric' }, 'short-year').format(at);
}

/** `2025` stays, `2025-03` becomes "Mar 2025". */
export function tickWords(label: string): string {
  if (label.length === 4) return label;
  return format('UTC', { month: 'short', year: 'numeric' }, 'tick').format(new Date(`${label}-01T00:00:00Z`));
}
