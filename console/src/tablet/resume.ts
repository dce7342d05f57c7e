/** Where each person was on this tablet, so that a lock in the middle of something costs them nothing. In this tab only. */
const PREFIX = 'almoner.at.';

export function leftAt(person: string, path: string): void {
  try {
    sessionStorage.setItem(PREFIX + person, path);
  } catch {
    // They begin on their first page then.
  }
}

/** A path of ours, once. */
export function takeUp(person: string): string {
  try {
    const path = sessionStorage.getItem(PREFIX + person);
    sessionStorage.removeItem(PREFIX + person);
    return path !== null && /^\/(?![/\\])/.test(path) ? path : '/';
  } catch {
    return '/';
  }
}
