import { useSyncExternalStore } from 'react';

/** What is asked for over the page: a new sign-in, or a fresh second factor. */
export type Asked = 'sign-in' | 'second-factor' | null;

let asked: Asked = null;
let waiting: ((given: boolean) => void)[] = [];
/** Somebody was signed in on this page; before that the sign-in screen is the answer, not a dialog. */
let known = false;
const listeners = new Set<() => void>();

function set(next: Asked): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** A session was read: from now on its end is asked over the page. */
export function begun(): void {
  known = true;
}

export function forgotten(): void {
  known = false;
  answered(false);
}

/** The server says that the sign-in has ended. */
export function ended(): void {
  if (known && asked === null) set('sign-in');
}

/** Asks over the page, which stays as it is; true when it was given. */
export function ask(what: Exclude<Asked, null>): Promise<boolean> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    // A sign-in is asked first, whatever else was.
    if (asked !== 'sign-in') set(what);
  });
}

export function answered(given: boolean): void {
  const told = waiting;
  waiting = [];
  set(null);
  for (const tell of told) tell(given);
}

export function useAsked(): Asked {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
}
