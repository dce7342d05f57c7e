import type { Entry } from './entry';

/** Where entries lie. Each call is a transaction of its own, and what it answers is on the disk. */
export interface Store {
  all(): Promise<Entry[]>;
  /** Gives it the next place in the order. */
  add(entry: Omit<Entry, 'seq'>): Promise<Entry>;
  /**
   * Reads one and writes what `change` makes of it, with nobody in between: null takes it out, undefined leaves it. Answers
   * what was written, or undefined.
   */
  change(key: string, change: (entry: Entry) => Entry | null | undefined): Promise<Entry | null | undefined>;
}

const NAME = 'almoner.outbox';
const ENTRIES = 'entries';

/** Entries in IndexedDB, which outlives the page, the browser and the sign-in. */
export function deviceStore(name = NAME): Store {
  let opening: Promise<IDBDatabase> | undefined;
  const database = () => {
    opening ??= open(name, () => (opening = undefined)).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    async all() {
      const db = await database();
      const rows = await answer(db.transaction(ENTRIES).objectStore(ENTRIES).getAll());
      return rows as Entry[];
    },
    async add(entry) {
      const db = await database();
      // Strict: the answer comes when the disk has it, not when the system has taken it.
      const work = db.transaction(ENTRIES, 'readwrite', { durability: 'strict' });
      const done = ended(work);
      const seq = (await answer(work.objectStore(ENTRIES).add(entry))) as number;
      await done;
      return { ...entry, seq };
    },
    async change(key, change) {
      const db = await database();
      const work = db.transaction(ENTRIES, 'readwrite', { durability: 'strict' });
      const done = ended(work);
      const entries = work.objectStore(ENTRIES);
      const entry = (await answer(entries.index('key').get(key))) as Entry | undefined;
      const next = entry && change(entry);
      if (next === null) entries.delete(entry!.seq);
      else if (next) entries.put(next);
      await done;
      return next;
    },
  };
}

function open(name: string, closed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.addEventListener('upgradeneeded', () => {
      const entries = asked.result.createObjectStore(ENTRIES, { keyPath: 'seq', autoIncrement: true });
      entries.createIndex('key', 'key', { unique: true });
    });
    asked.addEventListener('success', () => {
      const db = asked.result;
      // A later version of the console, in another tab, makes the database anew: it must not wait for us.
      db.addEventListener('versionchange', () => {
        db.close();
        closed();
      });
      db.addEventListener('close', closed);
      resolve(db);
    });
    asked.addEventListener('error', () => reject(asked.error));
    asked.addEventListener('blocked', () => reject(new Error('the outbox is open in an older page')));
  });
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

function ended(work: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    work.addEventListener('complete', () => resolve());
    work.addEventListener('abort', () => reject(work.error ?? new Error('it was not kept')));
    work.addEventListener('error', () => reject(work.error ?? new Error('it was not kept')));
  });
}
