import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey, type ActOptions } from '../call.js';
import type { ApiError } from '../error.js';
import type { NotificationOut, UnreadOut } from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { how, withRows, type ReadOptions } from './how.js';
import { options, type DeliveriesQuery, type JobRunsQuery, type NotificationsQuery } from './options.js';
import { useAlmoner } from './provider.js';
import { changeRows, findRow, readAgain, stopReads } from './rows.js';
import { useCall } from './write.js';

/** What one was told, page after page, the newest first. */
export const useNotifications = (query?: NotificationsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...options.notifications(useAlmoner(), query), ...how(read) }));
export const useNotification = (id: string, read?: ReadOptions) =>
  useQuery({ ...options.notification(useAlmoner(), id), ...how(read) });
/** How one wants to be told. */
export const useNotificationPreferences = (read?: ReadOptions) =>
  useQuery({ ...options.notificationPreferences(useAlmoner()), ...how(read) });
/** What became of what was sent. */
export const useDeliveries = (query?: DeliveriesQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...options.deliveries(useAlmoner(), query), ...how(read) }));
/** What is still to be sent. */
export const useWaitingDeliveries = (read?: ReadOptions) =>
  useQuery({ ...options.waitingDeliveries(useAlmoner()), ...how(read) });
/** Ways out that are or were closed. */
export const useNotificationChannels = (read?: ReadOptions) =>
  useQuery({ ...options.notificationChannels(useAlmoner()), ...how(read) });
/** Every rung of the ladder, from the first up. */
export const useLadder = (read?: ReadOptions) => useQuery({ ...options.ladder(useAlmoner()), ...how(read) });
export const useNotificationKinds = (read?: ReadOptions) =>
  useQuery({ ...options.notificationKinds(useAlmoner()), ...how(read) });
/** An organisation's own words. */
export const useOwnWords = (read?: ReadOptions) =>
  useQuery({ ...options.ownWords(useAlmoner()), ...how(read) });
/** What runs by itself. */
export const useScheduledJobs = (read?: ReadOptions) =>
  useQuery({ ...options.scheduledJobs(useAlmoner()), ...how(read) });
export const useScheduledJob = (id: string, read?: ReadOptions) =>
  useQuery({ ...options.scheduledJob(useAlmoner(), id), ...how(read) });
export const useJobRuns = (query?: JobRunsQuery, read?: ReadOptions) =>
  withRows(useInfiniteQuery({ ...options.jobRuns(useAlmoner(), query), ...how(read) }));

/** Of high or critical priority. */
export function isUrgent({ priority }: Pick<NotificationOut, 'priority'>): boolean {
  return priority === 'high' || priority === 'critical';
}

/**
 * That one read it, or sees to it: on the screen and in the count at once, and taken back where it is refused, as far as it
 * still shows what was set. Pressed again after a lost answer it is the same press.
 */
function useMark(
  call: (id: string, options?: ActOptions) => Promise<NotificationOut>,
  sets: readonly ('read_at' | 'acknowledged_at')[],
) {
  const cache = useQueryClient();
  const attempts = useRef(new Map<string, string>());
  const place = (id: string) => ({ id, mark: 'told_at', touches: [keys.notifications.all] });
  const count = (of: NotificationOut, by: number) => {
    const unread = sets.includes('read_at') && !of.read_at ? by : 0;
    const urgent = sets.includes('acknowledged_at') && isUrgent(of) && !of.acknowledged_at ? by : 0;
    cache.setQueryData<UnreadOut>(
      keys.notifications.unread,
      (now) => now && { unread: Math.max(0, now.unread + unread), urgent: Math.max(0, now.urgent + urgent) },
    );
  };
  return useMutation<NotificationOut, ApiError, NotificationOut, { at: string; before: NotificationOut }>({
    retry: false,
    mutationFn: async ({ id }) => {
      const idempotencyKey = attempts.current.get(id) ?? newKey();
      attempts.current.set(id, idempotencyKey);
      return call(id, { idempotencyKey });
    },
    onMutate: async (pressed) => {
      const at = new Date().toISOString();
      await Promise.all([
        stopReads(cache, place(pressed.id)),
        cache.cancelQueries({ queryKey: keys.notifications.unread, exact: true }),
      ]);
      // Pressed twice, or marked by a press elsewhere: the cache knows it better than who pressed.
      const before = (findRow(cache, place(pressed.id)) as NotificationOut | undefined) ?? pressed;
      count(before, -1);
      changeRows(cache, place(pressed.id), (row) => ({
        ...row,
        ...Object.fromEntries(sets.filter((field) => !row[field]).map((field) => [field, at])),
      }));
      return { at, before };
    },
    onSuccess: (row) => {
      attempts.current.delete(row.id);
      changeRows(cache, place(row.id), (shown) => ({ ...shown, ...row }));
    },
    onError: (error, { id }, done) => {
      const lost = error.status === 0 || error.status >= 500 || error.code === 'in_progress';
      if (!lost && error.status !== 401) attempts.current.delete(id);
      if (!done) return;
      count(done.before, 1);
      changeRows(cache, place(id), (row) => ({
        ...row,
        ...Object.fromEntries(
          sets.filter((field) => row[field] === done.at).map((field) => [field, done.before[field] ?? null]),
        ),
      }));
    },
    onSettled: () => void readAgain(cache, [keys.notifications.all]),
  });
}

/** `mutate(notification)`: it was read. */
export const useReadNotification = () => useMark(useAlmoner().notifications.read, ['read_at']);
/** `mutate(notification)`: "I see to it". */
export const useAcknowledge = () =>
  useMark(useAlmoner().notifications.acknowledge, ['read_at', 'acknowledged_at']);
/** `mutate([{ until }])`: everything up to the moment of the newest that is on the screen. */
export const useReadAllNotifications = () =>
  useCall((a) => a.notifications.readAll, [keys.notifications.all]);

export const useUpdateNotificationPreferences = () =>
  useCall((a) => a.notifications.preferences.update, [keys.notificationPreferences]);
const sent = [keys.deliveries.all, keys.notificationChannels];
export const useReplayDelivery = () => useCall((a) => a.notifications.deliveries.replay, sent);
export const useResumeChannel = () => useCall((a) => a.notifications.channels.resume, sent);
export const useCreateRung = () => useCall((a) => a.notifications.ladder.create, [keys.ladder]);
export const useUpdateRung = () => useCall((a) => a.notifications.ladder.update, [keys.ladder]);
export const useArchiveRung = () => useCall((a) => a.notifications.ladder.archive, [keys.ladder]);
export const useRestoreRung = () => useCall((a) => a.notifications.ladder.restore, [keys.ladder]);
export const useCreateOwnWords = () => useCall((a) => a.notifications.words.create, [keys.ownWords]);
export const useUpdateOwnWords = () => useCall((a) => a.notifications.words.update, [keys.ownWords]);
export const useArchiveOwnWords = () => useCall((a) => a.notifications.words.archive, [keys.ownWords]);
export const useRestoreOwnWords = () => useCall((a) => a.notifications.words.restore, [keys.ownWords]);

const jobs = [keys.scheduledJobs.all, keys.jobRuns.all];
export const useUpdateJob = () => useCall((a) => a.schedules.update, jobs);
export const useStartJob = () => useCall((a) => a.schedules.start, jobs);
export const useReplayRun = () => useCall((a) => a.schedules.runs.replay, jobs);
