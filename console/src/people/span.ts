import { momentOf, wallOf } from '~/residents/wall-clock';
import { dayOf, dayWords, timeOf } from '~/residents/when';

/** One end of a right as somebody says it: not at all, or a day and perhaps a time on the home's clock. */
export interface Edge {
  set: boolean;
  date: string | null;
  time: string | null;
}

export const OPEN: Edge = { set: false, date: null, time: null };
export const DAY_MS = 86_400_000;
/** What the database allows a cover: exactly so long. */
export const COVER_DAYS = 28;

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** The instant that is sent. A first day begins at midnight, a last day ends with it: both belong to the right. */
export function instantOf(edge: Edge, side: 'from' | 'until', zone: string): string | undefined {
  if (!edge.set || !edge.date) return undefined;
  const date = !edge.time && side === 'until' ? dayAfter(edge.date) : edge.date;
  return momentOf({ date, time: edge.time ?? '00:00' }, zone)?.instant;
}

/** The same the other way round, for a right that is changed. */
export function edgeOf(instant: string | null | undefined, side: 'from' | 'until', zone: string): Edge {
  if (!instant) return OPEN;
  const { date, time } = wallOf(instant, zone);
  if (time !== '00:00') return { set: true, date, time };
  const before = wallOf(new Date(Date.parse(instant) - 1).toISOString(), zone).date;
  return { set: true, date: side === 'until' ? before : date, time: null };
}

/** What is wrong with two ends before they are sent; the server judges again, by its own clock. */
export function problemsOf(from: Edge, until: Edge, zone: string): { from?: 'day'; until?: 'day' | 'order' } {
  const missing = (edge: Edge) => edge.set && !edge.date;
  const begins = instantOf(from, 'from', zone);
  const ends = instantOf(until, 'until', zone);
  return {
    ...(missing(from) ? { from: 'day' as const } : {}),
    ...(missing(until)
      ? { until: 'day' as const }
      : ends && Date.parse(ends) <= (begins ? Date.parse(begins) : Date.now())
        ? { until: 'order' as const }
        : {}),
  };
}

/** Whether a cover would be too long. */
export function tooLong(from: Edge, until: Edge, zone: string): boolean {
  const begins = instantOf(from, 'from', zone);
  const ends = instantOf(until, 'until', zone);
  if (!ends) return false;
  return Date.parse(ends) - (begins ? Date.parse(begins) : Date.now()) > COVER_DAYS * DAY_MS;
}

export interface SpanWords {
  key: 'since' | 'from' | 'until' | 'range' | 'always';
  from: string;
  until: string;
}

/** From and until in words: days, and times only where the whole is shorter than two days (a pass for one shift). */
export function spanOf(
  from: string | null | undefined,
  until: string | null | undefined,
  zone: string,
  now = Date.now(),
): SpanWords {
  const short = Boolean(from && until && Date.parse(until) - Date.parse(from) < 2 * DAY_MS);
  const end = edgeOf(until, 'until', zone);
  const words = {
    from: !from ? '' : short ? `${dayOf(from, zone)}, ${timeOf(from, zone)}` : dayOf(from, zone),
    until: !end.date ? '' : short && end.time ? `${dayWords(end.date)}, ${end.time}` : dayWords(end.date),
  };
  if (from && until) return { key: 'range', ...words };
  if (until) return { key: 'until', ...words };
  if (!from) return { key: 'always', ...words };
  return { key: Date.parse(from) > now ? 'from' : 'since', ...words };
}
