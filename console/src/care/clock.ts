import type { SessionOut } from '@almoner/client';
import { momentOf, wallOf } from '~/residents/wall-clock';

type Home = Pick<SessionOut['homes'][number], 'time_zone' | 'care_day_starts'>;

/** Minutes of a wall clock: "07:30" or "07:30:00" is 450. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** "07:30" of 450; past midnight it begins again. */
export function timeOfMinutes(minutes: number): string {
  const there = ((Math.round(minutes) % 1440) + 1440) % 1440;
  return `${String(Math.floor(there / 60)).padStart(2, '0')}:${String(there % 60).padStart(2, '0')}`;
}

/** The day after, or before: `2026-11-30` of `2026-11-29` and 1. */
export function dayPlus(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The care day of an instant on the home's clock: 02:00 belongs to the day before. */
export function careDayOf(instant: string, { time_zone, care_day_starts }: Home): string {
  const { date, time } = wallOf(instant, time_zone);
  return minutesOf(time) < minutesOf(care_day_starts) ? dayPlus(date, -1) : date;
}

/** From when to when a care day is, as instants. */
export function spanOf(day: string, { time_zone, care_day_starts }: Home): { from: string; to: string } {
  const start = (date: string) => momentOf({ date, time: care_day_starts.slice(0, 5) }, time_zone)!.instant;
  return { from: start(day), to: start(dayPlus(day, 1)) };
}
