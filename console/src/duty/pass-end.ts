import { dayPlus } from '~/care/clock';
import { momentOf, wallOf } from '~/residents/wall-clock';

const MINUTE = 60_000;
const LEAST = 15 * MINUTE;
const MOST = 14 * 60 * MINUTE;

/** The next time that the home's wall shows `08:00`, and whether a pass may end then. The server judges again by its own clock. */
export function endOf(
  time: string | null,
  zone: string,
  now = Date.now(),
): { instant: string; fits: boolean } | null {
  if (!time) return null;
  const { date } = wallOf(new Date(now).toISOString(), zone);
  for (const day of [date, dayPlus(date, 1)]) {
    const instant = momentOf({ date: day, time }, zone)?.instant;
    if (!instant) return null;
    const left = Date.parse(instant) - now;
    if (left >= LEAST) return { instant, fits: left <= MOST };
  }
  return null;
}
