import type { Almoner, StayKind } from '@almoner/client';
import { keys, options } from '@almoner/client/react';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ResidentsQuery } from '../list/search';

const ARCHIVED = { archived: 'only' };

/** The list, a page at a time. */
export function residentsQuery(almoner: Almoner, query: ResidentsQuery) {
  return infiniteQueryOptions({
    ...options.clients(almoner, query),
    // While other filters are loading, what stood there stays in sight.
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export function residentQuery(almoner: Almoner, id: string) {
  return queryOptions({ ...options.client(almoner, id), staleTime: 15_000 });
}

export function alertsQuery(almoner: Almoner, id: string, show: 'all' | 'archived') {
  return queryOptions({
    queryKey: keys.clients.of(id, 'alerts', { show }),
    queryFn: ({ signal }) => almoner.alerts.of(id, { show }, { signal }),
  });
}

export function staysQuery(almoner: Almoner, id: string, archived = false) {
  return queryOptions({
    queryKey: keys.clients.of(id, 'stays', archived ? ARCHIVED : undefined),
    queryFn: ({ signal }) => almoner.stays.of(id, archived ? ARCHIVED : {}, { signal }),
  });
}

export function absencesQuery(almoner: Almoner, id: string, archived = false) {
  return queryOptions({
    queryKey: keys.clients.of(id, 'absences', archived ? ARCHIVED : undefined),
    queryFn: ({ signal }) => almoner.absences.of(id, archived ? ARCHIVED : {}, { signal }),
  });
}

export function contactsQuery(almoner: Almoner, id: string, archived = false) {
  return queryOptions({
    queryKey: keys.clients.of(id, 'contacts', archived ? ARCHIVED : undefined),
    queryFn: ({ signal }) => almoner.contacts.of(id, archived ? ARCHIVED : {}, { signal }),
  });
}

export function exclusionsQuery(almoner: Almoner, id: string, archived = false) {
  return queryOptions({
    queryKey: keys.clients.of(id, 'exclusions', archived ? ARCHIVED : undefined),
    queryFn: ({ signal }) => almoner.exclusions.of(id, archived ? ARCHIVED : {}, { signal }),
  });
}

export interface FreeBedsFor {
  home: string;
  kind?: StayKind;
  from?: string;
  until?: string;
}

/** Beds that are free for the whole range. */
export function freeBedsQuery(almoner: Almoner, { home, ...range }: FreeBedsFor) {
  return options.freeBeds(almoner, home, range);
}

export function layoutQuery(almoner: Almoner, home: string) {
  return queryOptions({ ...options.layout(almoner, home), staleTime: 300_000 });
}

/** Who works in a home, for a key worker or an exclusion; `q` searches by name. */
export function staffQuery(almoner: Almoner, home: string | undefined, q: string) {
  return queryOptions({
    queryKey: keys.people.list({ pick: home ?? '', q }),
    queryFn: ({ signal }) =>
      almoner.people.list(
        { status: 'active', limit: 50, ...(home ? { home } : {}), ...(q ? { q } : {}) },
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}
