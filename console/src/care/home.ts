import type { SessionOut } from '@almoner/client';
import { useSession } from '@almoner/client/react';
import { useChosenHome } from '~/shell/home';

export type SessionHome = SessionOut['homes'][number];

/** The home that a page of one home shows: that of the address, the chosen one, or the only one; null: somebody has to choose. */
export function useHomeOf(asked?: string): { home: SessionHome | null; homes: readonly SessionHome[] } {
  const homes = useSession().data?.homes ?? [];
  const chosen = useChosenHome();
  return { home: homes.find(({ id }) => id === asked) ?? chosen, homes };
}

/** Who manages a home or gives care in it writes there; the server says so again of each deed. */
export function writesIn(home: SessionHome | null): boolean {
  return home !== null && (Boolean(home.manager) || home.grades.some((grade) => grade !== 'ancillary'));
}
