import type { HandoverShift } from '@almoner/client';
import { careDayOf, minutesOf } from '~/care/clock';
import type { SessionHome } from '~/care/home';
import { wallOf } from '~/residents/wall-clock';

type Home = Pick<SessionHome, 'time_zone' | 'care_day_starts'>;

const EARLY = 6 * 60;
const LATE = 13 * 60 + 30;
const NIGHT = 19 * 60;

/** Which shift it most likely is by the clock at the home's wall: a senior plans it a little before it begins. */
export function shiftNow({ time_zone }: Home, now: number): HandoverShift {
  const minutes = minutesOf(wallOf(new Date(now).toISOString(), time_zone).time);
  if (minutes < EARLY || minutes >= NIGHT) return 'night';
  return minutes < LATE ? 'early' : 'late';
}

/**
 * The care day of a shift that is on or comes next: the date on which it begins. At 02:00 the night is yesterday's; at 06:30 the
 * early shift is today's, though yesterday's care day is not over.
 */
export function dayOfShift(shift: HandoverShift, home: Home, now: number): string {
  const instant = new Date(now).toISOString();
  return shift === 'night' ? careDayOf(instant, home) : wallOf(instant, home.time_zone).date;
}
