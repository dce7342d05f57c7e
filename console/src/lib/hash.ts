import { useState } from 'react';

/**
 * The secret of a link stands behind `#`, which no server and no log sees. It is read once and taken out of the address,
 * so that it isn't kept in the browser's history either; a reload finds it in the tab.
 */
export function useHashSecret(page: string): string {
  const [secret] = useState(() => {
    const key = `almoner.link.${page}`;
    const found = window.location.hash.slice(1);
    try {
      if (found) sessionStorage.setItem(key, found);
      if (found) window.history.replaceState(window.history.state, '', window.location.pathname);
      return found || (sessionStorage.getItem(key) ?? '');
    } catch {
      return found;
    }
  });
  return secret;
}

export function forgetHashSecret(page: string): void {
  try {
    sessionStorage.removeItem(`almoner.link.${page}`);
  } catch {
    // It was never kept.
  }
}
