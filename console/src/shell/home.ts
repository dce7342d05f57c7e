import { useSession } from '@almoner/client/react';
import { useSyncExternalStore } from 'react';

const KEY = 'almoner.home';
const listeners = new Set<() => void>();

/** Which home is shown, for lists that have no home in their address. Kept for the tab; null: all of them. */
export function chooseHome(id: string | null): void {
  try {
    if (id) sessionStorage.setItem(KEY, id);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Then it holds until the next page.
  }
  for (const listener of listeners) listener();
}

export function keptHome(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The chosen home, only ever one of the session's; null for all. */
export function useChosenHome() {
  const id = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, keptHome);
  const homes = useSession().data?.homes ?? [];
  return homes.length === 1 ? homes[0]! : (homes.find((home) => home.id === id) ?? null);
}
