import { useSyncExternalStore } from 'react';

/** How the stream of events stands: `open` hears of everything; `lost` since when nothing was heard (milliseconds); `unknown` before the first word. */
export type LiveState = { state: 'open' | 'unknown' } | { state: 'lost'; since: number };

let now: LiveState = { state: 'unknown' };
const listeners = new Set<() => void>();

/** For `live`, which knows. */
export function sayLive(state: 'open' | 'lost' | 'unknown'): void {
  if (state === now.state) return;
  now = state === 'lost' ? { state, since: Date.now() } : { state };
  for (const listener of listeners) listener();
}

/** For a screen that is only as good as what it hears: whether `useLive` hears anything. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
    () => now,
  );
}
