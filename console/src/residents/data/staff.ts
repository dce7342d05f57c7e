import { usePeoplePage } from '@almoner/client/react';

/** Who works in a home (without one, anywhere), for a key worker or an exclusion; `q` searches by name. */
export function useStaff(home: string | undefined, q: string) {
  const query = { status: 'active' as const, limit: 50, ...(home ? { home } : {}), ...(q ? { q } : {}) };
  return usePeoplePage(query, { keepPrevious: true, staleTime: 60_000 });
}
