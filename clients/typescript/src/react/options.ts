/** Query options: for hooks, loaders and prefetching alike. Each takes the client first. */
import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import type { CallOptions } from '../call.js';
import type { ApiError } from '../error.js';
import { keys, type Key } from '../keys.js';
import { rowsOf, type Page } from '../page.js';

export type QueryOf<F> = F extends (query?: infer Q, ...rest: never[]) => unknown ? NonNullable<Q> : never;
export type PartOf<F> = F extends (id: string, query?: infer Q, ...rest: never[]) => unknown
  ? NonNullable<Q>
  : never;

export type ClientsQuery = QueryOf<Almoner['clients']['list']>;
export type AlertsQuery = QueryOf<Almoner['alerts']['list']>;
export type ClientAlertsQuery = PartOf<Almoner['alerts']['of']>;
export type StaysQuery = PartOf<Almoner['stays']['of']>;
export type HomesQuery = QueryOf<Almoner['careHomes']['list']>;
export type LayoutQuery = PartOf<Almoner['careHomes']['layout']>;
export type OccupancyQuery = PartOf<Almoner['occupancy']['get']>;
export type FreeBedsQuery = PartOf<Almoner['occupancy']['freeBeds']>;
export type PeopleQuery = QueryOf<Almoner['people']['list']>;
export type PersonQuery = PartOf<Almoner['people']['get']>;
export type MembershipsQuery = QueryOf<Almoner['memberships']['list']>;
export type HomeManagersQuery = QueryOf<Almoner['homeManagers']['list']>;
export type OfficesQuery = QueryOf<Almoner['offices']['list']>;
export type NotificationsQuery = QueryOf<Almoner['notifications']['list']>;
export type DeliveriesQuery = QueryOf<Almoner['notifications']['deliveries']['list']>;
export type JobRunsQuery = QueryOf<Almoner['schedules']['runs']['list']>;

/** What an infinite list shows: each row once, and the count when it was asked for. */
export interface Rows<T> {
  rows: T[];
  count: number | undefined;
  countAtLeast: boolean;
}

function rowsOfPages<T extends { id: string }>(data: InfiniteData<Page<T>, string | undefined>): Rows<T> {
  const [first] = data.pages;
  return { rows: rowsOf(data.pages), count: first?.count, countAtLeast: first?.countAtLeast ?? false };
}

/** How long an answer counts as fresh, and is kept; the cache's own defaults where not said. */
interface Keep {
  staleTime?: number;
  gcTime?: number;
}

/** One read. The client tries again by itself, so the cache does not. */
export function one<T>(queryKey: Key, read: (options: CallOptions) => Promise<T>, keep: Keep = {}) {
  return queryOptions<T, ApiError>({
    queryKey,
    queryFn: ({ signal }) => read({ signal }),
    retry: false,
    ...keep,
  });
}

/** A list, page after page. */
export function every<T extends { id: string }, Q extends { cursor?: string }>(
  queryKey: Key,
  list: (query?: Q, options?: CallOptions) => Promise<Page<T>>,
  query: Q,
) {
  return infiniteQueryOptions<Page<T>, ApiError, Rows<T>, Key, string | undefined>({
    queryKey,
    queryFn: ({ pageParam, signal }) => list(pageParam ? { ...query, cursor: pageParam } : query, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: rowsOfPages,
    retry: false,
  });
}

/** All of a list that is never long, such as an operator's homes: page after page until there is none. */
export function whole<T, Q extends { cursor?: string; limit?: number }>(
  queryKey: Key,
  list: (query?: Q, options?: CallOptions) => Promise<Page<T>>,
  query: Q,
) {
  return one([...queryKey, 'whole'], async (options) => {
    const rows: T[] = [];
    let cursor: string | null | undefined;
    do {
      // Each page says where the next one begins.
      // oxlint-disable-next-line no-await-in-loop
      const page = await list({ limit: 200, ...query, ...(cursor ? { cursor } : {}) }, options);
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return rows;
  });
}

export const options = {
  session: ({ session }: Almoner) => one(keys.session, session.get, { staleTime: 60_000 }),
  account: ({ session }: Almoner) => one(keys.account, session.account),
  signIns: ({ session }: Almoner) => one(keys.signIns, (how) => session.signIns.list(undefined, how)),
  /** Whom an invitation's link is for. */
  invitation: ({ session }: Almoner, token: string) =>
    one([...keys.session, 'invitation', token], (how) => session.invitation.lookUp({ token }, how)),

  clients: ({ clients }: Almoner, query: ClientsQuery = {}) =>
    every(keys.clients.infinite(query), clients.list, query),
  /** One page of residents, for a search while somebody types; `clients` is for lists. */
  clientsPage: ({ clients }: Almoner, query: ClientsQuery = {}) =>
    one(keys.clients.list(query), (how) => clients.list(query, how)),
  client: ({ clients }: Almoner, id: string) => one(keys.clients.record(id), (how) => clients.get(id, how)),
  identity: ({ clients }: Almoner, id: string) =>
    one(keys.clients.of(id, 'identity'), (how) => clients.identity.get(id, how)),
  clientAlerts: ({ alerts }: Almoner, id: string, query: ClientAlertsQuery = {}) =>
    one(keys.clients.of(id, 'alerts', query), (how) => alerts.of(id, query, how)),
  stays: ({ stays }: Almoner, id: string, query: StaysQuery = {}) =>
    one(keys.clients.of(id, 'stays', query), (how) => stays.of(id, query, how)),
  absences: ({ absences }: Almoner, id: string, query: StaysQuery = {}) =>
    one(keys.clients.of(id, 'absences', query), (how) => absences.of(id, query, how)),
  contacts: ({ contacts }: Almoner, id: string, query: StaysQuery = {}) =>
    one(keys.clients.of(id, 'contacts', query), (how) => contacts.of(id, query, how)),
  exclusions: ({ exclusions }: Almoner, id: string, query: StaysQuery = {}) =>
    one(keys.clients.of(id, 'exclusions', query), (how) => exclusions.of(id, query, how)),
  alerts: ({ alerts }: Almoner, query: AlertsQuery = {}) =>
    every(keys.alerts.infinite(query), alerts.list, query),

  /** One page of homes; give `limit` for more than 25 of them. */
  careHomes: ({ careHomes }: Almoner, query: HomesQuery = {}) =>
    one(keys.careHomes.list(query), (how) => careHomes.list(query, how)),
  /** Every home that the person sees. */
  everyCareHome: ({ careHomes }: Almoner, query: HomesQuery = {}) =>
    whole(keys.careHomes.list(query), careHomes.list, query),
  /** Every home of the organisation by name, also those that the person doesn't see. */
  homeDirectory: ({ careHomes }: Almoner) =>
    one(keys.careHomes.directory, (how) => careHomes.directory(undefined, how)),
  careHome: ({ careHomes }: Almoner, id: string) =>
    one(keys.careHomes.record(id), (how) => careHomes.get(id, how)),
  layout: ({ careHomes }: Almoner, id: string, query: LayoutQuery = {}) =>
    one(keys.careHomes.of(id, 'layout', query), (how) => careHomes.layout(id, query, how)),
  occupancy: ({ occupancy }: Almoner, id: string, query: OccupancyQuery = {}) =>
    one(keys.careHomes.of(id, 'occupancy', query), (how) => occupancy.get(id, query, how)),
  /** Never from the cache: somebody else may have taken one. */
  freeBeds: ({ occupancy }: Almoner, id: string, query: FreeBedsQuery = {}) =>
    one(keys.careHomes.of(id, 'free-beds', query), (how) => occupancy.freeBeds(id, query, how), {
      staleTime: 0,
    }),

  people: ({ people }: Almoner, query: PeopleQuery = {}) =>
    every(keys.people.infinite(query), people.list, query),
  /** One page of people, for a search while somebody types; `people` is for lists. */
  peoplePage: ({ people }: Almoner, query: PeopleQuery = {}) =>
    one(keys.people.list(query), (how) => people.list(query, how)),
  person: ({ people }: Almoner, id: string, query: PersonQuery = {}) =>
    one(keys.people.of(id, 'with', query), (how) => people.get(id, query, how)),
  private: ({ people }: Almoner, id: string) =>
    one(keys.people.of(id, 'private'), (how) => people.private.get(id, how)),
  /** Each look is an entry in the audit trail: one for each time that somebody opens it. */
  preview: ({ people }: Almoner, id: string) =>
    one(keys.people.of(id, 'preview'), (how) => people.preview(id, how), { staleTime: Infinity, gcTime: 0 }),
  names: ({ people }: Almoner, ids: string[]) =>
    one([...keys.people.all, 'names', ids.toSorted()], (how) => people.names(ids, how)),
  memberships: ({ memberships }: Almoner, query: MembershipsQuery = {}) =>
    every(keys.memberships.infinite(query), memberships.list, query),
  homeManagers: ({ homeManagers }: Almoner, query: HomeManagersQuery = {}) =>
    one(keys.homeManagers.list(query), (how) => homeManagers.list(query, how)),
  offices: ({ offices }: Almoner, query: OfficesQuery = {}) =>
    one(keys.offices.list(query), (how) => offices.list(query, how)),

  notifications: ({ notifications }: Almoner, query: NotificationsQuery = {}) =>
    every(keys.notifications.infinite(query), notifications.list, query),
  notification: ({ notifications }: Almoner, id: string) =>
    one(keys.notifications.record(id), (how) => notifications.get(id, how)),
  unread: ({ notifications }: Almoner) => one(keys.notifications.unread, notifications.unread),
  notificationPreferences: ({ notifications }: Almoner) =>
    one(keys.notificationPreferences, notifications.preferences.get),
  deliveries: ({ notifications }: Almoner, query: DeliveriesQuery = {}) =>
    every(keys.deliveries.infinite(query), notifications.deliveries.list, query),
  waitingDeliveries: ({ notifications }: Almoner) =>
    one(keys.deliveries.waiting, (how) => notifications.deliveries.waiting(undefined, how)),
  notificationChannels: ({ notifications }: Almoner) =>
    one(keys.notificationChannels, (how) => notifications.channels.list(undefined, how)),
  ladder: ({ notifications }: Almoner) => whole(keys.ladder, notifications.ladder.list, {}),
  notificationKinds: ({ notifications }: Almoner) =>
    one(keys.notificationKinds, (how) => notifications.kinds(undefined, how), { staleTime: 3_600_000 }),
  ownWords: ({ notifications }: Almoner) => whole(keys.ownWords, notifications.words.list, {}),

  scheduledJobs: ({ schedules }: Almoner) =>
    one(keys.scheduledJobs.lists, (how) => schedules.list(undefined, how)),
  scheduledJob: ({ schedules }: Almoner, id: string) =>
    one(keys.scheduledJobs.record(id), (how) => schedules.get(id, how)),
  jobRuns: ({ schedules }: Almoner, query: JobRunsQuery = {}) =>
    every(keys.jobRuns.infinite(query), schedules.runs.list, query),

  settings: ({ settings }: Almoner) => one(keys.settings, settings.get),
  organisation: ({ organisation }: Almoner) => one(keys.organisation, organisation.get),
  labels: ({ organisation }: Almoner) => one(keys.labels, (how) => organisation.labels.list(undefined, how)),
};
