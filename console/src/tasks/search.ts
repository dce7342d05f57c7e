import type { TaskStatus } from '@almoner/client';
import type { TasksQuery } from '@almoner/client/react';
import { dayIn, given, idIn, instantIn } from '~/care/search';

export const VIEWS = ['open', 'overdue', 'second', 'missed', 'done', 'all'] as const;
/** `unrecorded` is a board's hour: missed or still open. It has no button of its own. */
export type View = (typeof VIEWS)[number] | 'unrecorded';

/** Which tasks are shown, as it stands in the address. Without a view: what is open. */
export interface TasksSearch {
  home?: string;
  client?: string;
  view?: View;
  /** A care day. */
  day?: string;
  /** Instants between which they begin, from a number of the board. */
  from?: string;
  to?: string;
}

export function readSearch(raw: Record<string, unknown>): TasksSearch {
  const view = [...VIEWS, 'unrecorded' as const].find((one) => one === raw['view']);
  return given({
    home: idIn(raw['home']),
    client: idIn(raw['client']),
    view: view === 'open' ? undefined : view,
    day: dayIn(raw['day']),
    from: instantIn(raw['from']),
    to: instantIn(raw['to']),
  });
}

const STATUSES: Record<View, readonly TaskStatus[]> = {
  open: ['due'],
  overdue: ['due'],
  unrecorded: ['due', 'missed'],
  missed: ['missed'],
  // A second person is asked for once it is recorded.
  second: ['done', 'partly'],
  done: ['done', 'partly', 'declined', 'not_required'],
  all: [],
};

/** How many rows a page has; overdue ones are picked out of what is open, so more of them are asked for. */
const LIMIT = 50;
const MANY = 200;

/**
 * What the server is asked for. `span` is the care day that was chosen; `until` is now, rounded up, so that what is read doesn't
 * change its name every minute.
 */
export function queryOf(
  { client, view = 'open', from, to }: TasksSearch,
  home: string | undefined,
  span: { from: string; to: string } | null,
  until: string,
): TasksQuery {
  const begun = view === 'overdue' || view === 'unrecorded' ? until : undefined;
  const status = STATUSES[view];
  // Of the last day: the board counts as far back.
  const second =
    view === 'second' && !span ? new Date(Date.parse(until) - 90_000_000).toISOString() : undefined;
  return {
    sort: view === 'open' || view === 'overdue' || view === 'unrecorded' ? 'due_from' : '-due_from',
    limit: view === 'overdue' || view === 'second' ? MANY : LIMIT,
    ...(status.length > 0 ? { status: [...status] } : {}),
    ...given({
      home,
      client,
      from: from ?? span?.from ?? second,
      to: earlier(to ?? span?.to, begun),
    }),
  };
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (!a || !b) return a ?? b;
  return Date.parse(a) < Date.parse(b) ? a : b;
}

/** How many filters hold beyond view and home: what "Clear filters" takes away. */
export function filtersIn({ client, day, from, to }: TasksSearch): number {
  return [client, day, from ?? to].filter(Boolean).length;
}
