import { isApiError, type Preferences, type PreferencesPatch, type SessionOut } from '@almoner/client';
import { keys, useAlmoner } from '@almoner/client/react';
import { useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { keepLook, keptLook, onLook, type Look } from '~/lib/look';
import { chooseHome, keptHome } from '~/shell/home';

const CHANGE = ['preferences'] as const;
const SIZES: readonly Look['text'][] = [100, 125, 150, 200];

/** The look that somebody has set for themself, as far as they have. */
export function lookOf({ theme, density, text_size }: Preferences): Partial<Look> {
  const text = SIZES.find((size) => size === text_size);
  return { ...(theme ? { theme } : {}), ...(density ? { density } : {}), ...(text ? { text } : {}) };
}

/**
 * On any device the console looks as the person set it on the one before, and a new tab begins in the home that they chose.
 * While a change is on its way, what stands here is newer.
 */
export function useApplied(session: SessionOut | undefined): void {
  const busy = useIsMutating({ mutationKey: CHANGE }) > 0;
  const said = session && JSON.stringify(session.preferences);
  const person = session?.person?.id;
  useEffect(() => {
    if (!said || busy) return;
    keepLook(lookOf(JSON.parse(said) as Preferences));
    // `busy` only holds it back: what was sent comes back in `said`.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
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

/** Look and first home: at once on this device, and kept with the person. `failed` says that only the device knows. */
export function usePreferences() {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const look = useSyncExternalStore(onLook, keptLook);
  const save = useMutation({
    mutationKey: CHANGE,
    // One after the other, each over the version that the one before made.
    scope: { id: CHANGE[0] },
    mutationFn: async (patch: PreferencesPatch) => {
      const session = queries.getQueryData<SessionOut>(keys.session);
      const person = session?.person;
      if (!person) return null;
      try {
        return await almoner.people.updatePreferences(person, patch);
      } catch (error) {
        // They are one's own: whatever else changed of the person is no conflict with them.
        const now = isApiError(error, 'stale')
          ? (error.current as { version: number } | undefined)
          : undefined;
        if (!now) throw error;
        return almoner.people.updatePreferences({ id: person.id, version: now.version }, patch);
      }
    },
    onSuccess: (saved) => {
      if (!saved) return;
      queries.setQueryData<SessionOut>(keys.session, (old) =>
        old?.person
          ? { ...old, preferences: saved.preferences, person: { ...old.person, version: saved.version } }
          : old,
      );
    },
  });
  return {
    look,
    change: (part: Partial<Look>) => {
      keepLook(part);
      const { text, ...rest } = part;
      save.mutate({ ...rest, ...(text ? { text_size: text } : {}) });
    },
    startIn: (care_home_id: string | null) => save.mutate({ care_home_id }),
    failed: save.isError,
  };
}
