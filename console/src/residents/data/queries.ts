import type { Almoner, StayKind } from '@almoner/client';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ResidentsQuery } from '../list/search';

/** Everything of residents is under one key, so that a verb can say "read again what is shown of this one". */
export const residentKeys = {
  all: ['residents'] as const,
  list: (query: ResidentsQuery) => ['residents', 'list', query] as const,
  of: (id: string) => ['residents', 'one', id] as const,
  page: (id: string) => ['residents', 'one', id, 'page'] as const,
  part: (id: string, part: string, show: string) => ['residents', 'one', id, part, show] as const,
};

export function residentsQuery(almoner: Almoner, query: ResidentsQuery) {
  return infiniteQueryOptions({
    queryKey: residentKeys.list(query),
    queryFn: ({ pageParam, signal }) =>
      almoner.clients.list(pageParam ? { ...query, cursor: pageParam } : query, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // While other filters are loading, what stood there stays in sight.
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export function residentQuery(almoner: Almoner, id: string) {
  return queryOptions({
    queryKey: residentKeys.page(id),
    queryFn: ({ signal }) => almoner.clients.get(id, { signal }),
    staleTime: 15_000,
  });
}

export function alertsQuery(almoner: Almoner, id: string, show: 'all' | 'archived') {
  return queryOptions({
    queryKey: residentKeys.part(id, 'alerts', show),
    queryFn: ({ signal }) => almoner.alerts.of(id, { show }, { signal }),
  });
}

export function staysQuery(almoner: Almoner, id: string, archived = false) {
  return queryOptions({
    queryKey: residentKeys.part(id, 'stays', archived ? 'archived' : 'present'),
    queryFn: ({ signal }) => almoner.stays.of(id, archived ? { archived: 'only' } : {}, { signal }),
  });
}

export function absencesQuery(almoner: Almoner, id: string, archived = false) {
  return queryOptions({
    queryKey: residentKeys.part(id, 'absences', archived ? 'archived' : 'present'),
    queryFn: ({ signal }) => almoner.absences.of(id, archived ? { archived: 'only' } : {}, { signal }),
  });
}

export function contactsQuery(almoner: Almoner, id: string, archived = false) {
  return queryOptions({
    queryKey: residentKeys.part(id, 'contacts', archived ? 'archived' : 'present'),
    queryFn: ({ signal }) => almoner.contacts.of(id, archived ? { archived: 'only' } : {}, { signal }),
  });
}

export function exclusionsQuery(almoner: Almoner, id: string, archived = false) {
  return queryOptions({
    queryKey: residentKeys.part(id, 'exclusions', archived ? 'archived' : 'present'),
    queryFn: ({ signal }) => almoner.exclusions.of(id, archived ? { archived: 'only' } : {}, { signal }),
  });
}

export interface FreeBedsFor {
  home: string;
  kind?: StayKind;
  from?: string;
  until?: string;
}

/** Beds that are free for the whole range. Taken anew each time: somebody else may have taken one. */
export function freeBedsQuery(almoner: Almoner, { home, ...range }: FreeBedsFor) {
  return queryOptions({
    queryKey: ['free-beds', home, range],
    queryFn: ({ signal }) => almoner.occupancy.freeBeds(home, range, { signal }),
    staleTime: 0,
  });
}

export function layoutQuery(almoner: Almoner, home: string) {
  return queryOptions({
    queryKey: ['care-homes', 'layout', home],
    queryFn: ({ signal }) => almoner.careHomes.layout(home, { signal }),
    staleTime: 300_000,
  });
}

/** Who works in a home, for a key worker or an exclusion; `q` searches by name. */
export function staffQuery(almoner: Almoner, home: string | undefined, q: string) {
  return queryOptions({
    queryKey: ['people', 'pick', home ?? '', q],
    queryFn: ({ signal }) =>
      almoner.people.list({ status: 'active', limit: 50, ...(home ? { home } : {}), ...(q ? { q } : {}) }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
