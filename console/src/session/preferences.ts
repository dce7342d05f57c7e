import type { Preferences, PreferencesPatch, SessionOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { keepLook, keptLook, onLook, type Look } from '~/lib/look';
import { chooseHome, keptHome } from '~/shell/home';

const SIZES: readonly Look['text'][] = [100, 125, 150, 200];

/** The look that somebody has set for themself, as far as they have. */
export function lookOf({ theme, density, text_size }: Preferences): Partial<Look> {
  const text = SIZES.find((size) => size === text_size);
  return { ...(theme ? { theme } : {}), ...(density ? { density } : {}), ...(text ? { text } : {}) };
}

/** Changes that are on their way: until they have come back, what stands on this device is newer. */
let sending = 0;
let failed = false;
const listeners = new Set<() => void>();
function settle(now: boolean): void {
  sending -= 1;
  failed = now;
  for (const listener of listeners) listener();
}
function onSaved(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * On any device the console looks as the person set it on the one before, and a new tab begins in the home that they chose.
 */
export function useApplied(session: SessionOut | undefined): void {
  const said = session && JSON.stringify(session.preferences);
  const person = session?.person?.id;
  useEffect(() => {
    if (said && sending === 0) keepLook(lookOf(JSON.parse(said) as Preferences));
  }, [said]);
  useEffect(() => {
    const home = session?.preferences.care_home_id;
    if (!person || !home || !firstInTab(person)) return;
    if (keptHome() === null && session.homes.some(({ id }) => id === home)) chooseHome(home);
    // Once for a person in a tab; afterwards the switcher decides.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [person]);
}

function firstInTab(person: string): boolean {
  const key = 'almoner.began';
  try {
    if (sessionStorage.getItem(key) === person) return false;
    sessionStorage.setItem(key, person);
    return true;
  } catch {
    return false;
  }
}

/** Look and first home: at once on this device, and kept with the person. `failed`: only this device knows. */
export function usePreferences() {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const look = useSyncExternalStore(onLook, keptLook);
  const lost = useSyncExternalStore(onSaved, () => failed);
  const save = (patch: PreferencesPatch) => {
    sending += 1;
    // What sends comes with the first change: most people make none.
    void import('./save-preferences')
      .then(({ savePreferences }) => savePreferences(almoner, queries, patch))
      .then(
        () => settle(false),
        () => settle(true),
      );
  };
  return {
    look,
    change: ({ text, ...part }: Partial<Look>) => {
      keepLook({ ...part, ...(text ? { text } : {}) });
      save({ ...part, ...(text ? { text_size: text } : {}) });
    },
    startIn: (care_home_id: string | null) => save({ care_home_id }),
    failed: lost,
  };
}
