import { given, idIn } from '~/care/search';
import { dayAfter } from '~/plans/days';

export const SHOWS = ['all', 'overdue', 'week'] as const;
export type Show = (typeof SHOWS)[number];

/** Which of what is due again is shown, as it stands in the address. Absent: all of it. */
export interface DueSearch {
  show?: Exclude<Show, 'all'>;
  home?: string;
  /** The code of an instrument. */
  instrument?: string;
}

const CODE = /^[a-z0-9_]{1,60}$/;

/** An address that was typed wrong shows the list, not an error. */
export function readSearch({ show, home, instrument }: Record<string, unknown>): DueSearch {
  return given({
    show: show === 'overdue' || show === 'week' ? (show as Exclude<Show, 'all'>) : undefined,
    home: idIn(home),
    instrument: typeof instrument === 'string' && CODE.test(instrument) ? instrument : undefined,
  });
}

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
