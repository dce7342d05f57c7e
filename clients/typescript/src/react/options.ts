/** Query options: for hooks, loaders and prefetching alike. Each takes the client first. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Almoner } from '../almoner.js';
import { keys } from './keys.js';

type QueryOf<F> = F extends (query?: infer Q, ...rest: never[]) => unknown ? NonNullable<Q> : never;
type PartOf<F> = F extends (id: string, query?: infer Q, ...rest: never[]) => unknown ? NonNullable<Q> : never;

export type ClientsQuery = QueryOf<Almoner['clients']['list']>;
export type AlertsQuery = QueryOf<Almoner['alerts']['list']>;
export type ClientAlertsQuery = PartOf<Almoner['alerts']['of']>;
export type HomesQuery = QueryOf<Almoner['careHomes']['list']>;
export type PeopleQuery = QueryOf<Almoner['people']['list']>;
export type MembershipsQuery = QueryOf<Almoner['memberships']['list']>;
export type FreeBedsQuery = PartOf<Almoner['occupancy']['freeBeds']>;

export const options = {
  session: (almoner: Almoner) =>
    queryOptions({
      queryKey: keys.session,
      queryFn: ({ signal }) => almoner.session.get({ signal }),
      staleTime: 60_000,
      // Nobody signed in is an answer, not a fault.
      retry: false,
    }),
  account: (almoner: Almoner) =>
    queryOptions({ queryKey: keys.account, queryFn: ({ signal }) => almoner.session.account({ signal }) }),
  signIns: (almoner: Almoner) =>
    queryOptions({ queryKey: keys.signIns, queryFn: ({ signal }) => almoner.session.signIns.list(undefined, { signal }) }),
  clients: (almoner: Almoner, query: ClientsQuery = {}) =>
    infiniteQueryOptions({
      queryKey: keys.clients.infinite(query),
      queryFn: ({ pageParam, signal }) =>
        almoner.clients.list(pageParam ? { ...query, cursor: pageParam } : query, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  client: (almoner: Almoner, id: string) =>
    queryOptions({ queryKey: keys.clients.record(id), queryFn: ({ signal }) => almoner.clients.get(id, { signal }) }),
  clientAlerts: (almoner: Almoner, id: string, query: ClientAlertsQuery = {}) =>
    queryOptions({
      queryKey: keys.clients.of(id, 'alerts', query),
      queryFn: ({ signal }) => almoner.alerts.of(id, query, { signal }),
    }),
  alerts: (almoner: Almoner, query: AlertsQuery = {}) =>
    infiniteQueryOptions({
      queryKey: keys.alerts.infinite(query),
      queryFn: ({ pageParam, signal }) =>
        almoner.alerts.list(pageParam ? { ...query, cursor: pageParam } : query, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  stays: (almoner: Almoner, id: string) =>
    queryOptions({
      queryKey: keys.clients.of(id, 'stays'),
      queryFn: ({ signal }) => almoner.stays.of(id, {}, { signal }),
    }),
  absences: (almoner: Almoner, id: string) =>
    queryOptions({
      queryKey: keys.clients.of(id, 'absences'),
      queryFn: ({ signal }) => almoner.absences.of(id, {}, { signal }),
    }),
  contacts: (almoner: Almoner, id: string) =>
    queryOptions({
      queryKey: keys.clients.of(id, 'contacts'),
      queryFn: ({ signal }) => almoner.contacts.of(id, {}, { signal }),
    }),
  careHomes: (almoner: Almoner, query: HomesQuery = {}) =>
    queryOptions({
      queryKey: keys.careHomes.list(query),
      queryFn: ({ signal }) => almoner.careHomes.list(query, { signal }),
    }),
  layout: (almoner: Almoner, id: string) =>
    queryOptions({
      queryKey: keys.careHomes.of(id, 'layout'),
      queryFn: ({ signal }) => almoner.careHomes.layout(id, { signal }),
    }),
  occupancy: (almoner: Almoner, id: string) =>
    queryOptions({
      queryKey: keys.careHomes.of(id, 'occupancy'),
      queryFn: ({ signal }) => almoner.occupancy.get(id, {}, { signal }),
    }),
  freeBeds: (almoner: Almoner, id: string, query: FreeBedsQuery = {}) =>
    queryOptions({
      queryKey: keys.careHomes.of(id, 'free-beds', query),
      queryFn: ({ signal }) => almoner.occupancy.freeBeds(id, query, { signal }),
      // Somebody else may have taken one.
      staleTime: 0,
    }),
  people: (almoner: Almoner, query: PeopleQuery = {}) =>
    infiniteQueryOptions({
      queryKey: keys.people.infinite(query),
      queryFn: ({ pageParam, signal }) =>
        almoner.people.list(pageParam ? { ...query, cursor: pageParam } : query, { signal }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.nextCursor ?? undefined,
    }),
  person: (almoner: Almoner, id: string) =>
    queryOptions({ queryKey: keys.people.record(id), queryFn: ({ signal }) => almoner.people.get(id, {}, { signal }) }),
  preview: (almoner: Almoner, id: string) =>
    queryOptions({
      queryKey: keys.people.of(id, 'preview'),
      queryFn: ({ signal }) => almoner.people.preview(id, { signal }),
      // Each look is an entry in the audit trail: one for each time that somebody opens it.
      staleTime: Infinity,
      gcTime: 0,
    }),
  memberships: (almoner: Almoner, query: MembershipsQuery = {}) =>
    queryOptions({
      queryKey: keys.memberships.list(query),
      queryFn: ({ signal }) => almoner.memberships.list(query, { signal }),
    }),
  settings: (almoner: Almoner) =>
    queryOptions({ queryKey: keys.settings, queryFn: ({ signal }) => almoner.settings.get({ signal }) }),
  organisation: (almoner: Almoner) =>
    queryOptions({ queryKey: keys.organisation, queryFn: ({ signal }) => almoner.organisation.get({ signal }) }),
  labels: (almoner: Almoner) =>
    queryOptions({ queryKey: keys.labels, queryFn: ({ signal }) => almoner.organisation.labels.list(undefined, { signal }) }),
};
