import type { Almoner, HomeOut } from '@almoner/client';
import { keys, options, useAlmoner } from '@almoner/client/react';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { calledName } from '~/residents/names';

/** Three hundred homes are the most that an operator has: two pages of the API. */
const MOST = 200;

/** Every home that the person sees. */
export function homesQuery(almoner: Almoner, archived = false) {
  const query = archived ? ({ archived: 'only' } as const) : {};
  return queryOptions({
    queryKey: [...keys.careHomes.list(query), 'every'],
    queryFn: async ({ signal }) => {
      const rows: HomeOut[] = [];
      let page = await almoner.careHomes.list({ limit: MOST, ...query }, { signal });
      rows.push(...page.items);
      while (page.nextCursor) {
        page = await almoner.careHomes.list({ limit: MOST, ...query, cursor: page.nextCursor }, { signal });
        rows.push(...page.items);
      }
      return rows;
    },
    staleTime: 60_000,
  });
}

export function layoutQuery(almoner: Almoner, id: string) {
  return queryOptions({ ...options.layout(almoner, id), staleTime: 30_000 });
}

/** What is archived of a home, for whoever may restore any of it. */
export function archivedLayoutQuery(almoner: Almoner, id: string) {
  return queryOptions({ ...options.layout(almoner, id, { archived: 'only' }), staleTime: 30_000 });
}

export function occupancyQuery(almoner: Almoner, id: string) {
  return queryOptions({ ...options.occupancy(almoner, id), staleTime: 30_000 });
}

/** Who lives in a home, by id: a bed says only whose it is. Without an answer a bed says "Taken". */
export function useNamesOf(homeId: string): ReadonlyMap<string, string> {
  const almoner = useAlmoner();
  const query = { home: homeId, limit: MOST } as const;
  const { data } = useQuery({
    queryKey: [...keys.clients.list(query), 'names'],
    queryFn: async ({ signal }) => (await almoner.clients.list(query, { signal })).items,
    select: (rows) => new Map(rows.map((row) => [row.id, calledName(row)])),
    staleTime: 30_000,
  });
  return data ?? new Map();
}

/** A change to a home: its beds, and what the sign-in says of homes, are read again. */
export function useHomesAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.careHomes.all }),
      queries.invalidateQueries({ queryKey: keys.session }),
    ]);
  };
}
