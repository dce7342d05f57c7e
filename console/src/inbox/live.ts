import { useUnread } from '@almoner/client/react';

/** The one place that keeps the count under the bell new. It asks each minute; the server's events will say it at once. */
export const useUnreadCount = () => useUnread({ every: 60_000, staleTime: 30_000 }).data;
