import type { Almoner } from '@almoner/client';
import { queryOptions } from '@tanstack/react-query';

/** Everything of homes is under one key, so that a change can say "read again what is shown of this one". */
export const homeKeys = {
  all: ['care-homes'] as const,
  list: (archived: boolean) => ['care-homes', 'list', archived ? 'archived' : 'present'] as const,
  layout: (id: string) => ['care-homes', 'layout', id] as const,
  occupancy: (id: string) => ['care-homes', 'occupancy', id] as const,
};

/** Three hundred homes are the most that an operator has: two pages of the API. */
const MOST = 200;

export function homesQuery(almoner: Almoner, archived = false) {
  return queryOptions({
    queryKey: homeKeys.list(archived),
    queryFn: async ({ signal }) => {
      const first = { limit: MOST, ...(archived ? { archived: 'only' as const } : {}) };
      const rows = [];
      let page = await almoner.careHomes.list(first, { signal });
      rows.push(...page.items);
      while (page.nextCursor) {
        page = await almoner.careHomes.list({ ...first, cursor: page.nextCursor }, { signal });
        rows.push(...page.items);
      }
      return rows;
    },
    staleTime: 60_000,
  });
}

export function layoutQuery(almoner: Almoner, id: string) {
  return queryOptions({
    queryKey: homeKeys.layout(id),
    queryFn: ({ signal }) => almoner.careHomes.layout(id, { signal }),
    staleTime: 30_000,
  });
}

export function occupancyQuery(almoner: Almoner, id: string) {
  return queryOptions({
    queryKey: homeKeys.occupancy(id),
    queryFn: ({ signal }) => almoner.occupancy.get(id, {}, { signal }),
    staleTime: 30_000,
  });
}
