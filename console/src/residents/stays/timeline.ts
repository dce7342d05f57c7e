import type { AbsenceOut, StayOut } from '@almoner/client';

/** A bar of the picture; `start` and `end` are shares of its width, 0 to 1. */
export interface Bar {
  id: string;
  start: number;
  end: number;
  /** It goes on, or nobody knows until when: drawn with an open end. */
  open: boolean;
  /** Drawn dashed: it has not begun. */
  planned: boolean;
}

export interface StayBar extends Bar {
  stay: StayOut;
}
export interface AbsenceBar extends Bar {
  absence: AbsenceOut;
}

export interface Tick {
  at: number;
  /** `2025`, or `2025-03` where the picture is shorter than two years. */
  label: string;
}

export interface Timeline {
  stays: StayBar[];
  absences: AbsenceBar[];
  ticks: Tick[];
  /** Where today is. */
  now: number;
}

const DAY = 86_400_000;

/** Lays stays and absences on one scale, from the first arrival to today or the last planned day. Null if there is none. */
export function timelineOf(
  stays: readonly StayOut[],
  absences: readonly AbsenceOut[],
  now: number,
): Timeline | null {
  const shown = stays.filter((stay) => stay.status !== 'cancelled' && !stay.archived_at);
  if (shown.length === 0) return null;
  const starts = shown.map((stay) => Date.parse(stay.from));
  const ends = shown.map((stay) => (stay.until ? Date.parse(stay.until) : now));
  const first = Math.min(...starts, now);
  const last = Math.max(...ends, ...starts.map((start) => start + 14 * DAY), now);
  // A little air at both ends, so that nothing is drawn on the edge.
  const air = Math.max((last - first) * 0.02, DAY);
  const [from, to] = [first - air, last + air];
  const share = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)));

  const bar = (
    id: string,
    begin: string,
    end: string | null | undefined,
    over: boolean,
    planned: boolean,
  ): Bar => {
    const open = !over && !end;
    const stop = end ? Date.parse(end) : planned ? to : now;
    return {
      id,
      start: share(Date.parse(begin)),
      end: share(Math.max(stop, Date.parse(begin))),
      open,
      planned,
    };
  };
  return {
    stays: shown.map((stay) => ({
      ...bar(stay.id, stay.from, stay.until, stay.status === 'ended', stay.status === 'planned'),
      stay,
    })),
    absences: absences
      .filter((absence) => !absence.archived_at)
      .map((absence) => ({
        ...bar(absence.id, absence.from, absence.until, absence.status !== 'away', false),
        absence,
      })),
    ticks: ticksBetween(from, to, share),
    now: share(now),
  };
}

function ticksBetween(from: number, to: number, share: (at: number) => number): Tick[] {
  const months = (to - from) / (30.44 * DAY);
  const step = months > 24 ? 12 * Math.ceil(months / 12 / 8) : Math.max(1, Math.ceil(months / 8));
  const start = new Date(from);
  const ticks: Tick[] = [];
  let month = start.getUTCFullYear() * 12 + (step >= 12 ? 0 : start.getUTCMonth());
  for (; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > to) return ticks;
    // A label at the very edge would be cut in half.
    if (at < from || share(at) > 0.96) continue;
    const day = new Date(at).toISOString();
    ticks.push({ at: share(at), label: step >= 12 ? day.slice(0, 4) : day.slice(0, 7) });
  }
}
