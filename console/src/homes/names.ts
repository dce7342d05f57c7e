import { useClientsPage } from '@almoner/client/react';
import { useMemo } from 'react';
import { calledName } from '~/residents/names';

/** Who lives in a home, by id: a bed says only whose it is. Without an answer a bed says "Taken". */
export function useNamesOf(homeId: string): ReadonlyMap<string, string> {
  const { data } = useClientsPage({ home: homeId, limit: 200 }, { staleTime: 30_000 });
  return useMemo(() => new Map((data?.items ?? []).map((row) => [row.id, calledName(row)])), [data]);
}
