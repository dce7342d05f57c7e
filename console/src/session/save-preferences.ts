import { isApiError, type Almoner, type PreferencesPatch, type SessionOut } from '@almoner/client';
import { keys } from '@almoner/client/react';
import type { QueryClient } from '@tanstack/react-query';

/** One after the other, each over the version that the one before made. */
let line: Promise<unknown> = Promise.resolve();

export function savePreferences(
  almoner: Almoner,
  queries: QueryClient,
  patch: PreferencesPatch,
): Promise<void> {
  const turn = line.then(() => save(almoner, queries, patch));
  line = turn.catch(() => {});
  return turn;
}

async function save({ people }: Almoner, queries: QueryClient, patch: PreferencesPatch): Promise<void> {
  const person = queries.getQueryData<SessionOut>(keys.session)?.person;
  if (!person) return;
  const { preferences, version } = await people.updatePreferences(person, patch).catch((error: unknown) => {
    const now = isApiError(error, 'stale') ? (error.current as { version: number } | undefined) : undefined;
    if (!now) throw error;
    // They are one's own: whatever else changed of the person is no conflict with them.
    return people.updatePreferences({ id: person.id, version: now.version }, patch);
  });
  queries.setQueryData<SessionOut>(keys.session, (old) =>
    old?.person ? { ...old, preferences, person: { ...old.person, version } } : old,
  );
}
