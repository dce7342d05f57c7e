import { useUnread } from '@almoner/client/react';

/** Where the server's events don't get through: often enough to be of use, seldom enough to cost nothing. */
const WITHOUT_EVENTS = 5 * 60_000;

/** The one place that keeps the count under the bell new: the events of `useLive` have it read again, and the clock does where there are none. */
export const useUnreadCount = () => useUnread({ every: WITHOUT_EVENTS }).data;
