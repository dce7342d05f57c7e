import { wallOf } from '~/residents/wall-clock';
import { dayAfter } from '../days';

/** The care day of an instant: before it begins on the home's clock it is still the day before. `starts`: `07:00:00`. */
export function careDayAt(instant: Date, zone: string, starts: string): string {
  const { date, time } = wallOf(instant.toISOString(), zone);
  return time < starts.slice(0, 5) ? dayAfter(date, -1) : date;
}
