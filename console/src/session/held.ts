import type { SessionOut } from '@almoner/client';
import { isFresh } from '~/lib/on-device';

/**
 * Who was signed in when the server last said so, for a page that is opened without a connection: for 16 hours, gone at sign-out
 * and when the server says that the sign-in has ended. It opens what lies on the device, and nothing of the server's.
 */
const KEY = 'almoner.session';

export function keepSession(session: SessionOut, now = Date.now()): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ at: now, session }));
  } catch {
    // Then the page opens with a connection only.
  }
}

export function heldSession(now = Date.now()): SessionOut | null {
  try {
    const held = JSON.parse(localStorage.getItem(KEY) ?? 'null') as {
      at: number;
      session: SessionOut;
    } | null;
    return held && isFresh(held.at, now) ? held.session : null;
  } catch {
    return null;
  }
}

export function wipeSession(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept either.
  }
}
