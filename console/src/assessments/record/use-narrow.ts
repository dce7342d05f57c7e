import { useSyncExternalStore } from 'react';

/** A phone upright: there one question fills the screen. */
const NARROW = '(max-width: 40rem)';

function subscribe(changed: () => void): () => void {
  const list = globalThis.matchMedia?.(NARROW);
  list?.addEventListener('change', changed);
  return () => list?.removeEventListener('change', changed);
}

/** Whether the screen is as narrow as a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => globalThis.matchMedia?.(NARROW).matches ?? false);
}
