import type { CarePlanReviewReason } from '@almoner/client';
import { dayAfter } from '../days';

export const SHOWS = ['due', 'overdue', 'week'] as const;
export type Show = (typeof SHOWS)[number];
export const REASONS = ['routine', 'score_change', 'incident', 'request', 'change'] as const;

/** Which of the reviews that are due are shown, as it stands in the address. Absent: all that are due, in every home of one's. */
export interface ReviewsSearch {
  show?: Exclude<Show, 'due'>;
  home?: string;
  reason?: CarePlanReviewReason;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An address that was typed wrong shows the list, not an error. */
export function readSearch({ show, home, reason }: Record<string, unknown>): ReviewsSearch {
  const why = REASONS.find((one) => one === reason);
  return {
    ...(show === 'overdue' || show === 'week' ? { show } : {}),
    ...(typeof home === 'string' && UUID.test(home) ? { home } : {}),
    ...(why ? { reason: why } : {}),
  };
}

/** What is asked of the server, on that day of the home's calendar. */
export function reviewsQuery(
  { show = 'due', home, reason }: Omit<ReviewsSearch, 'show'> & { show?: Show },
  today: string,
) {
  return {
    status: 'due' as const,
    // Before today is overdue; a week from today is the last day that counts.
    ...(show === 'overdue' ? { due_before: today } : {}),
    ...(show === 'week' ? { due_before: dayAfter(today, 8) } : {}),
    ...(home ? { home } : {}),
    ...(reason ? { reason: [reason] } : {}),
  };
}
