import {
  useAlerts,
  useClients,
  useHandover,
  useHandovers,
  useHomeNow,
  useMissingNotes,
  useOnDuty,
  useReviews,
  useTasks,
} from '@almoner/client/react';
import { useEffect } from 'react';
import { spanOf } from '~/care/clock';
import type { SessionHome } from '~/care/home';
import { useServerNow } from '~/care/server-now';
import { wallOf } from '~/residents/wall-clock';
import { partOf } from './hours';

/** A quarter of an hour in milliseconds: up to its end the same list is asked for, so that it isn't another every minute. */
const QUARTER = 900_000;
/** The most tasks that are read for the picture. */
export const MOST = 1000;
/** What is not asked for before it is known. */
const kept = { keepPrevious: true } as const;

type List = ReturnType<typeof useTasks>;

/** Page after page, as far as a picture needs. */
function useWhole(list: List): List {
  const { hasNextPage, isFetchingNextPage, isError, rows, fetchNextPage } = list;
  const more = hasNextPage && !isFetchingNextPage && !isError && rows.length < MOST;
  useEffect(() => {
    if (more) void fetchNextPage();
  }, [more, fetchNextPage]);
  return list;
}

/** All that the board shows of a home. Each part stands by itself: one that fails leaves the others in sight. */
export function useBoard(home: SessionHome) {
  const round = useHomeNow(home.id, kept);
  const now = useServerNow(round.data?.server_time, round.dataUpdatedAt);
  const careDay = round.data?.home.care_day;
  const span = careDay ? spanOf(careDay, home) : null;
  const until = new Date(Math.ceil(now / QUARTER) * QUARTER).toISOString();
  const asked = { home: home.id, to: until, sort: 'due_from' as const, limit: 200 };
  const known = { ...kept, enabled: span !== null };
  const open = useWhole(useTasks({ ...asked, status: ['due'] }, known));
  const missed = useWhole(
    useTasks({ ...asked, status: ['missed'], ...(span ? { from: span.from } : {}) }, known),
  );
  const missing = useMissingNotes({ home: home.id }, kept);
  const handovers = useHandovers({ home: home.id, limit: 1 }, kept);
  const last = handovers.rows[0];
  const handover = useHandover(last?.id ?? '', { ...kept, enabled: last !== undefined });
  const onDuty = useOnDuty(home.id, {}, { ...kept, every: 60_000 });
  const alerts = useAlerts({ home: home.id, status: 'proposed', limit: 10, count: 'exact' }, kept);
  const today = wallOf(new Date(now).toISOString(), home.time_zone).date;
  const reviews = useReviews(
    { home: home.id, status: 'due', due_before: today, limit: 30, count: 'exact' },
    kept,
  );
  const coming = useClients(
    { home: home.id, status: ['pending_admission'], include: ['stay'], limit: 100 },
    kept,
  );
  const arriving = coming.rows.filter(
    ({ stay }) => stay?.status === 'planned' && wallOf(stay.from, home.time_zone).date <= today,
  );
  const overdue = open.rows.filter((task) => partOf(task, now) === 'overdue');
  const parts = [round, open, missed, missing, handovers, handover, onDuty, alerts, reviews, coming];
  return {
    round,
    now,
    today,
    span,
    until,
    open,
    missed,
    overdue,
    missing,
    last,
    handovers,
    handover,
    onDuty,
    alerts,
    reviews,
    coming,
    arriving,
    away: round.data?.residents.filter(({ status }) => status === 'hospital' || status === 'on_leave'),
    second: round.data?.tasks.filter(({ state }) => state === 'awaits_confirmation'),
    /** Of what failed, the first; what was read before still stands. */
    failed: parts.find(({ isError }) => isError),
    readAgain: () =>
      void Promise.all(parts.filter(({ isEnabled }) => isEnabled).map((part) => part.refetch())),
  };
}

export type Board = ReturnType<typeof useBoard>;
