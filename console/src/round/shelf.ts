import type { SessionOut } from '@almoner/client';
import type { HeldRound, RoundShelf } from '@almoner/client/react';
import { isFresh, tableOf } from '~/lib/on-device';

const inRounds = tableOf('almoner.rounds', 'rounds', 'key');

interface Kept {
  /** Whose and of which home. */
  key: string;
  rights: string;
  held: HeldRound;
}

/** What somebody may do in a home, as far as the session says: when it changes, what was kept under it goes. */
export function rightsIn(session: Pick<SessionOut, 'homes' | 'held'>, home: string): string {
  const there = session.homes.find(({ id }) => id === home);
  return JSON.stringify([session.held, there?.grades ?? null, there?.manager ?? null]);
}

/**
 * Rounds on this device, for whoever opens it without a connection: of one person at a time, for 16 hours, while their rights stay
 * what they are. Whatever else is found is wiped with it; but on a shared tablet those of the others stay for their 16 hours too.
 */
export function shelfOf(person: string, session: Pick<SessionOut, 'homes' | 'held' | 'device'>): RoundShelf {
  const keyOf = (home: string) => `${person}|${home}`;
  return {
    async read(home) {
      const rows = (await inRounds('readonly', (rounds) => rounds.getAll())) as Kept[];
      const now = Date.now();
      const mine = (row: Kept) =>
        row.key.startsWith(`${person}|`)
          ? row.rights === rightsIn(session, row.key.slice(person.length + 1))
          : Boolean(session.device);
      const good = (row: Kept) => mine(row) && isFresh(row.held.at, now);
      if (rows.some((row) => !good(row))) {
        await wipeRounds();
        return undefined;
      }
      return rows.find(({ key }) => key === keyOf(home))?.held;
    },
    async keep(home, held) {
      const row: Kept = { key: keyOf(home), rights: rightsIn(session, home), held };
      await inRounds('readwrite', (rounds) => rounds.put(row));
    },
    wipe: wipeRounds,
  };
}

/** At sign-out, a change of rights, 401 and 403. */
export async function wipeRounds(): Promise<void> {
  if (typeof indexedDB === 'undefined') return;
  await inRounds('readwrite', (rounds) => rounds.clear()).catch(() => {});
}
