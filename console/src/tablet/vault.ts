import type { DevicePersonOut, SessionOut } from '@almoner/client';
import { isFresh, tableOf } from '~/lib/on-device';

/**
 * Who has signed in on this tablet within a shift, so that they can take it up again without a connection. Of a PIN only what
 * it takes a while to try is kept; the fifth wrong one forgets the person here, and the server is asked again. It opens what
 * lies on this tablet anyway, and nothing of the server's: what is recorded goes out when its author's PIN was right there.
 */
export interface Held {
  person: DevicePersonOut;
  session: SessionOut;
  salt: Uint8Array<ArrayBuffer>;
  hash: Uint8Array;
  /** When the server last said yes; milliseconds. */
  at: number;
  wrong: number;
}

const TRIES = 5;
/** What OWASP asks of PBKDF2 with SHA-256, in 2023. */
const ROUNDS = 600_000;
const inPeople = tableOf('almoner.tablet', 'people', 'id');

/** Where they are kept; in a test somewhere else. */
export interface Shelf {
  all(): Promise<Held[]>;
  put(row: Held & { id: string }): Promise<unknown>;
  drop(id: string): Promise<unknown>;
  clear(): Promise<unknown>;
}

const onDevice: Shelf = {
  all: async () => (await inPeople('readonly', (people) => people.getAll())) as Held[],
  put: (row) => inPeople('readwrite', (people) => people.put(row)),
  drop: (id) => inPeople('readwrite', (people) => people.delete(id)),
  clear: () => inPeople('readwrite', (people) => people.clear()),
};

export async function hold(
  person: DevicePersonOut,
  pin: string,
  session: SessionOut,
  { now = Date.now(), shelf = onDevice } = {},
): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hash = await stretched(pin, salt);
  await shelf.put({ id: person.profile_id, person, session, salt, hash, at: now, wrong: 0 });
}

/** Who can take it up here now, without a connection. */
export async function held({ now = Date.now(), shelf = onDevice } = {}): Promise<Held[]> {
  const rows = await shelf.all();
  return rows.filter(({ at }) => isFresh(at, now)).sort((a, b) => b.at - a.at);
}

/** The session that they had, where the PIN is theirs. */
export async function opened(
  person: string,
  pin: string,
  { now = Date.now(), shelf = onDevice } = {},
): Promise<SessionOut | null> {
  const row = (await held({ now, shelf })).find(({ person: { profile_id } }) => profile_id === person);
  if (!row) return null;
  const tried = await stretched(pin, row.salt);
  const right = tried.length === row.hash.length && tried.every((byte, at) => byte === row.hash[at]);
  const wrong = right ? 0 : row.wrong + 1;
  if (wrong >= TRIES) await shelf.drop(person);
  else await shelf.put({ ...row, id: person, wrong });
  return right ? row.session : null;
}

export async function letGo(person: string, shelf = onDevice): Promise<void> {
  await shelf.drop(person);
}

/** When the tablet is none any more. */
export async function letAllGo(shelf = onDevice): Promise<void> {
  await shelf.clear().catch(() => {});
}

async function stretched(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const way = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(way, key, 256));
}
