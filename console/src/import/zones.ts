import { useSession } from '@almoner/client/react';

/** The clock of a home that one sees. */
export function useZones(): (home: string | null | undefined) => string {
  const homes = useSession().data?.homes ?? [];
  return (id) => homes.find((home) => home.id === id)?.time_zone ?? 'Europe/London';
}
