import type { SessionOut } from '@almoner/client';
import type { HeldRound, RoundShelf } from '@almoner/client/react';

/** How long a round is kept on the device: a shift and what comes around it. */
const KEPT = 16 * 3_600_000;
const NAME = 'almoner.rounds';
const ROUNDS = 'rounds';

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
      const good = (row: Kept) =>
        mine(row) &&
        row.held.at > now - KEPT &&
        // A clock that was set back makes nothing younger.
        row.held.at <= now;
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

function inRounds<T>(mode: IDBTransactionMode, work: (rounds: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.addEventListener('upgradeneeded', () =>
      opening.result.createObjectStore(ROUNDS, { keyPath: 'key' }),
    );
    opening.addEventListener('error', () => reject(opening.error));
    opening.addEventListener('success', () => {
      const db = opening.result;
      const transaction = db.transaction(ROUNDS, mode);
      const request = work(transaction.objectStore(ROUNDS));
      transaction.addEventListener('complete', () => {
        db.close();
        resolve(request.result);
      });
      transaction.addEventListener('abort', () => {
        db.close();
        reject(transaction.error);
      });
    });
  });
}
