import { useEffect, useRef } from 'react';

/** Where a concern stands in the list, for links to it. */
export const anchorOf = (id: string): string => `concern-${id}`;

/** Brings the concern into sight that the address names, once; `more` reads on where it is not on the page yet. */
export function useNamed(rows: readonly { id: string }[], more: (() => void) | undefined): void {
  const shown = useRef<string>(undefined);
  useEffect(() => {
    // Not by the router's hook, which would come with every page's first load.
    const hash = window.location.hash.slice(1);
    if (!hash || shown.current === hash || rows.length === 0) return;
    const found = document.getElementById(hash);
    if (!found) return more?.();
    shown.current = hash;
    found.focus({ preventScroll: true });
    found.scrollIntoView?.({ block: 'center' });
    // `more` is another function each time: what there is to look through are the rows.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [rows]);
}
