import { isApiError, newKey } from '@almoner/client';
import { canUndo, isPrompt, nextOf, wakeAt, type Entry, type Failure, type Put } from './entry';
import { follow, judge, resolved, type Answer, type Choice } from './judge';
import type { Store } from './store';

export interface Author {
  id: string;
  name: string;
}

/** What the outbox needs of the world around it; each part can be another one in a test. */
export interface Around {
  store: Store;
  /** Sends a deed under its key; answers the receipt. */
  send: (entry: Entry) => Promise<unknown>;
  /** Whom the server takes us for at this moment: another tab may have changed it. Null for nobody. */
  whoami: () => Promise<string | null>;
  /** Something arrived: resolves when the screens have read it, and rejects where they could not. Until then it stays on them. */
  arrived: () => Promise<void>;
  now?: () => number;
  /** Runs the work when nobody else is at it, in this tab or another. */
  alone?: (work: () => Promise<void>) => Promise<void>;
  /** Tells other tabs that something has changed, and hears of it. */
  channel?: { tell: () => void; hear: (heard: () => void) => () => void };
}

/** What became of an entry that was handed in. */
export type Taken = 'stored' | Failure;

/** The six seconds in which a tap can be taken back. */
export const UNDO = 6_000;

/** How often what could go and did not is tried again. */
const TICK = 15_000;

export interface Shown {
  /** False until the device's entries are read. */
  read: boolean;
  entries: readonly Entry[];
  /** The device keeps nothing: nothing can be put in. */
  broken: boolean;
}

/**
 * Care that was recorded and has not arrived yet. An entry is on the disk before a screen says Done, goes out under the sign-in
 * of its author and nobody else's, one at a time and in order, and stays until the server has it or a person decides.
 */
export class Outbox {
  readonly #around: Required<Omit<Around, 'channel'>> & Pick<Around, 'channel'>;
  readonly #listeners = new Set<() => void>();
  #shown: Shown = { read: false, entries: [], broken: false };
  #author: Author | null = null;
  #running: Promise<void> | undefined;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(around: Around) {
    this.#around = { now: Date.now, alone: (work) => work(), ...around };
  }

  /** Reads what is there, and begins to send. Answers what stops it. */
  start(): () => void {
    const stop = this.#around.channel?.hear(() => void this.#read().then(() => this.kick()));
    void this.#read().then(() => this.kick());
    return () => {
      stop?.();
      clearTimeout(this.#timer);
    };
  }

  /** Who is signed in on this page; null for nobody. Only their entries go. */
  signedIn(author: Author | null): void {
    if (this.#author?.id === author?.id && this.#author?.name === author?.name) return;
    this.#author = author;
    if (author) void this.kick();
  }

  shown(): Shown {
    return this.#shown;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Keeps a deed. When this resolves it is on the disk, and not before: say Done then. Rejects where the device keeps nothing;
   * then nothing is recorded, and the screen says so.
   */
  async put({ deed, home, about, hold = UNDO }: Put): Promise<Entry> {
    if (isPrompt(deed)) throw new Error('a prompt is told at once, never kept');
    const author = this.#author;
    if (!author) throw new Error('nobody is signed in');
    const at = this.#around.now();
    const entry = await this.#around.store
      .add({
        key: newKey(),
        author,
        home,
        about,
        deed,
        at,
        heldUntil: at + hold,
        state: 'queued',
        attempts: 0,
        notBefore: 0,
      })
      .catch((error: unknown) => {
        this.#show({ ...this.#shown, broken: true });
        throw error;
      });
    await this.#changed();
    void this.kick();
    return entry;
  }

  /** Takes it back; false where it is too late, for it has been sent or its six seconds are over. */
  async undo(key: string): Promise<boolean> {
    const undone = await this.#mine(key, (entry) => (canUndo(entry, this.#around.now()) ? null : undefined));
    await this.#changed();
    return undone === null;
  }

  /** What a person decided of one that was refused, or that met another's record. */
  async resolve(key: string, choice: Choice): Promise<void> {
    const decided = (entry: Entry) => entry.state === 'conflict' || entry.state === 'rejected';
    await this.#mine(key, (entry) =>
      decided(entry) ? resolved(entry, choice, this.#around.now()) : undefined,
    );
    await this.#changed();
    void this.kick();
  }

  /**
   * Hands in what somebody else left here: `send` answers of each whether it is stored, or why not. What is stored leaves the device;
   * the rest stays as it was, with the reason. Alone on the device, so that nothing of it is on another way meanwhile. Rejects where
   * nothing was answered; then all of it is still here.
   */
  async handIn(
    keys: readonly string[],
    send: (entries: Entry[]) => Promise<Map<string, Taken>>,
  ): Promise<void> {
    const { store, alone } = this.#around;
    await alone(async () => {
      const all = await store.all();
      const entries = all.filter(({ key, author }) => keys.includes(key) && author.id !== this.#author?.id);
      if (entries.length === 0) return;
      for (const [key, taken] of await send(entries.sort((a, b) => a.seq - b.seq))) {
        // oxlint-disable-next-line no-await-in-loop -- one transaction after the other
        await store.change(key, (entry) => (taken === 'stored' ? null : { ...entry, notTaken: taken }));
      }
    });
    await this.#changed();
  }

  /** The page is hidden or about to close: nothing waits for its six seconds any more. */
  async release(): Promise<void> {
    const now = this.#around.now();
    for (const { key, heldUntil } of this.#shown.entries) {
      // oxlint-disable-next-line no-await-in-loop -- one transaction after the other
      if (heldUntil > now) await this.#mine(key, (entry) => ({ ...entry, heldUntil: now }));
    }
    await this.#changed();
    await this.kick();
  }

  /** Tries now, however long it would have waited: the connection is back, the page is in sight. */
  async retry(): Promise<void> {
    const now = this.#around.now();
    for (const { key, notBefore } of this.#shown.entries) {
      // oxlint-disable-next-line no-await-in-loop -- one transaction after the other
      if (notBefore > now) await this.#mine(key, (entry) => ({ ...entry, notBefore: now }));
    }
    await this.kick();
  }

  /** Sends whatever may go; resolves when nothing more can. Called as often as one likes. */
  kick(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        // oxlint-disable-next-line no-await-in-loop -- what came meanwhile is sent after
        await this.#around.alone(() => this.#drain());
      }
    } catch {
      // The device did not answer: what is kept there is still there, and the next tick asks again.
    } finally {
      // In the same turn as the last look at `again`: a kick that comes now begins anew.
      this.#running = undefined;
      this.#sleep();
    }
  }

  async #drain(): Promise<void> {
    await this.#read();
    void this.#settle();
    for (;;) {
      const author = this.#author;
      const next = author && nextOf(this.#shown.entries, author.id, this.#around.now());
      /* oxlint-disable no-await-in-loop -- one at a time, in order */
      if (!next || !(await this.#isStill(next.author.id))) return;
      const taken = await this.#around.store.change(next.key, (entry) => taking(entry, this.#around.now()));
      if (!taken) {
        await this.#read();
        continue;
      }
      await this.#changed();
      if (await this.#sendOne(taken)) return;
      /* oxlint-enable no-await-in-loop */
    }
  }

  /** Answers whether the others have to wait. */
  async #sendOne(entry: Entry): Promise<boolean> {
    const { store, send, now } = this.#around;
    const answer: Answer = await send(entry).then(
      (receipt) => ({ receipt }),
      (error: unknown) => ({ error }),
    );
    // A sign-out on the way takes every right with it, between the server's look at the sign-in and at the right.
    const refused = 'error' in answer && isApiError(answer.error) && answer.error.status === 403;
    const gone = refused && !(await this.#isStill(entry.author.id));
    const { entry: judged, stop } = judge(entry, answer, now(), gone);
    await store.change(entry.key, () => judged);
    if ('receipt' in answer) {
      for (const next of follow(await store.all(), entry, answer.receipt)) {
        // oxlint-disable-next-line no-await-in-loop -- one transaction after the other
        await store.change(next.key, (other) =>
          other.attempts === 0 ? { ...other, deed: next.deed } : undefined,
        );
      }
    }
    await this.#changed();
    // Not waited for: the next one need not wait until the screens have read.
    if (judged.state === 'sent') void this.#settle();
    return stop;
  }

  /** What arrived goes when the screens have read again; where they could not, it is tried again with the next round. */
  async #settle(): Promise<void> {
    const me = this.#author?.id;
    const sent = this.#shown.entries.filter(({ state, author }) => state === 'sent' && author.id === me);
    if (sent.length === 0) return;
    try {
      await this.#around.arrived();
      for (const { key } of sent) {
        // oxlint-disable-next-line no-await-in-loop -- one transaction after the other
        await this.#around.store.change(key, ({ state }) => (state === 'sent' ? null : undefined));
      }
      await this.#changed();
    } catch {
      // Without a connection they stay on the screen, as sent.
    }
  }

  async #isStill(author: string): Promise<boolean> {
    return (await this.#around.whoami().catch(() => null)) === author;
  }

  /** One's own only: what somebody else left on the device is theirs to decide. */
  #mine(key: string, change: (entry: Entry) => Entry | null | undefined) {
    const me = this.#author?.id;
    return this.#around.store.change(key, (entry) => (entry.author.id === me ? change(entry) : undefined));
  }

  async #changed(): Promise<void> {
    await this.#read();
    this.#around.channel?.tell();
  }

  async #read(): Promise<void> {
    try {
      this.#show({ read: true, entries: await this.#around.store.all(), broken: false });
    } catch {
      this.#show({ ...this.#shown, read: true, broken: true });
    }
  }

  #show(next: Shown): void {
    this.#shown = next;
    for (const listener of this.#listeners) listener();
  }

  /** Wakes for the end of a hold or of a wait; setTimeout takes no more than 24 days. */
  #sleep(): void {
    clearTimeout(this.#timer);
    const wake = this.#author && wakeAt(this.#shown.entries, this.#author.id);
    if (wake === null || wake === undefined) return;
    const due = wake - this.#around.now();
    // What is due and did not go has no connection or no sign-in.
    const wait = due > 0 ? Math.min(due, 60_000) : TICK;
    this.#timer = setTimeout(() => void this.kick(), wait);
  }
}

/** The sender's hand on it: from now on it can't be taken back. Not where somebody was quicker, with an undo or a decision. */
function taking(entry: Entry, now: number): Entry | undefined {
  const open = entry.state === 'queued' || entry.state === 'sending';
  return open && entry.heldUntil <= now ? { ...entry, state: 'sending' } : undefined;
}
