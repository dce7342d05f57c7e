/**
 * That this browser is on a tablet which a home shares, as far as this browser remembers. What it really is, the server says by a
 * cookie that no script reads; this only saves every other browser the question.
 */
const KEY = 'almoner.tablet';

export function isTablet(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function markTablet(shared: boolean): void {
  try {
    if (shared) localStorage.setItem(KEY, 'shared');
    else localStorage.removeItem(KEY);
  } catch {
    // A storage that is forbidden: the sign-in page then asks for email and password.
  }
}

/** After how long without a touch a shared tablet asks who it is. */
export const IDLE = 3 * 60_000;
const TOUCHED = 'almoner.touched';

/** Somebody is at it; `0` when it was put down. On the disk, so that a page that was closed or thrown away forgets neither. */
export function touch(at = Date.now()): void {
  try {
    localStorage.setItem(TOUCHED, String(at));
  } catch {
    // As above: then nothing here is shared.
  }
}

/** When it was last touched, in whichever tab; `0` when it was put down, null when nobody knows. */
export function touchedAt(): number | null {
  try {
    const at = localStorage.getItem(TOUCHED);
    return at === null ? null : Number(at);
  } catch {
    return null;
  }
}

/** Whether whoever comes to this browser now has to say who they are, whatever sign-in still lies in it. */
export function mustAsk(now = Date.now()): boolean {
  const touched = touchedAt();
  return isTablet() && touched !== null && now - touched >= IDLE;
}
