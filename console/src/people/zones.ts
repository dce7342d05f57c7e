import { useSession } from '@almoner/client/react';

/** Whoever speaks of no home is on this clock. */
const DEFAULT = 'Europe/London';

/** Clocks and names of the homes that one sees. */
export function useHomes() {
  const homes = useSession().data?.homes ?? [];
  const find = (id: string | null | undefined) => homes.find((home) => home.id === id);
  return {
    homes,
    zoneOf: (id: string | null | undefined) => find(id)?.time_zone ?? DEFAULT,
    nameOf: (id: string | null | undefined) => find(id)?.name,
  };
}

/** Where the reader may give a right: an owner in every home, a manager in those that they manage. */
export function useMayGive() {
  const session = useSession().data;
  const owner = session?.held.includes('business_owner') ?? false;
  const homes = (session?.homes ?? []).filter((home) => owner || home.manager);
  return { owner, homes, me: session?.person?.id };
}
