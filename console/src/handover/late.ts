import type { HandoverOut, HandoverShift } from '@almoner/client';
import { minutesOf, dayPlus, timeOfMinutes } from '~/care/clock';
import { momentOf, wallOf } from '~/residents/wall-clock';

export interface Late {
  shift: HandoverShift;
  /** When it came in the last days, on the home's clock: "07:20". */
  usual: string;
}

const HOUR = 3_600_000;
/** After the usual time it is still a matter of minutes. */
const GRACE = HOUR / 4;
/** Then the shifts after it have handed over, or nobody does here any more. */
const OVER = 10 * HOUR;
/** A handover that came this long before its usual time is today's. */
const EARLY = 4 * HOUR;
const DAYS = 8 * 24 * HOUR;

/**
 * The shift that usually has handed over by now and has not: by when it did in the last days, since that is what the home does.
 * Two times at least are a habit.
 */
export function lateOf(handovers: readonly HandoverOut[], zone: string, now: number): Late | null {
  const lately = handovers.filter((one) => now - Date.parse(one.created_at) < DAYS);
  const shifts = [...new Set(lately.map(({ shift }) => shift))];
  const late = shifts.flatMap((shift) => {
    const came = lately.filter((one) => one.shift === shift).map(({ created_at }) => created_at);
    if (came.length < 2) return [];
    const usual = median(came.map((at) => minutesOf(wallOf(at, zone).time)));
    const due = lastAt(timeOfMinutes(usual), zone, now);
    if (due === null || now - due < GRACE || now - due > OVER) return [];
    if (came.some((at) => Date.parse(at) > due - EARLY)) return [];
    return [{ shift, usual: timeOfMinutes(usual), due }];
  });
  const [first] = late.toSorted((a, b) => b.due - a.due);
  return first ? { shift: first.shift, usual: first.usual } : null;
}

/** The last instant at which the wall clock showed that time. */
function lastAt(time: string, zone: string, now: number): number | null {
  const { date } = wallOf(new Date(now).toISOString(), zone);
  for (const day of [date, dayPlus(date, -1)]) {
    const at = momentOf({ date: day, time }, zone);
    if (at && Date.parse(at.instant) <= now) return Date.parse(at.instant);
  }
  return null;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The shift that most likely hands over now: the late one, or the one that usually does at about this time. */
export function likelyShift(
  handovers: readonly HandoverOut[],
  zone: string,
  now: number,
): HandoverShift | null {
  const late = lateOf(handovers, zone, now);
  if (late) return late.shift;
  const wall = minutesOf(wallOf(new Date(now).toISOString(), zone).time);
  const away = (one: HandoverOut) => {
    const apart = Math.abs(minutesOf(wallOf(one.created_at, zone).time) - wall);
    return Math.min(apart, 1440 - apart);
  };
  const [nearest] = handovers.toSorted((a, b) => away(a) - away(b));
  return nearest && away(nearest) <= 180 ? nearest.shift : null;
}
