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
