import { dayAfter } from '~/plans/days';
import type { DueSearch } from './search';

export const SHOWS = ['all', 'overdue', 'week'] as const;

/** What is asked of the server, on that day of the home's calendar. */
export function dueQuery({ show, home, instrument }: DueSearch, today: string) {
  return {
    limit: 50,
    // Before today is overdue; a week from today is the last day that counts.
    ...(show === 'overdue' ? { due_before: today } : {}),
    ...(show === 'week' ? { due_before: dayAfter(today, 8) } : {}),
    ...(home ? { home } : {}),
    ...(instrument ? { instrument } : {}),
  };
}
