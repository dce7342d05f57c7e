import { isApiError, type CarePlanVersionOut, type CarePlanVersionPatch, type Ref } from '@almoner/client';
import { domainOf, patchOf, placesChanged, rebase, roomAt, textsOf, type Clash, type Texts } from './merge';

/** How what is typed stands with the server. */
export type Saving = 'saved' | 'typing' | 'saving' | 'offline' | 'failed' | 'clash' | 'closed' | 'long';

export interface KeeperState {
  /** As it is typed. */
  texts: Texts;
  /** As the server had it last. */
  base: Texts;
  version: CarePlanVersionOut;
  saving: Saving;
  /** When something was saved here last. */
  savedAt: Date | null;
  error: unknown;
  clashes: readonly Clash[];
  /** Somebody else's words came in. */
  taken: boolean;
  /** What was typed before a reload came back. */
  broughtBack: boolean;
}

/** What is kept on the device until it is saved: what was typed, and on what. */
export interface Kept {
  texts: Texts;
  base: Texts;
}

export interface KeeperParts {
  version: CarePlanVersionOut;
  kept: Kept | null;
  save: (record: Ref, patch: CarePlanVersionPatch) => Promise<CarePlanVersionOut>;
  /** Puts it by on the device; null: nothing is left to be kept. */
  keep: (kept: Kept | null) => void;
  /** Calls back after so many milliseconds; answers how to call it off. */
  later: (milliseconds: number, work: () => void) => () => void;
  now?: () => Date;
}

/** Milliseconds after the last key. */
export const PAUSE = 1_200;
/** Milliseconds until the next try without a connection. */
const AGAIN = [3_000, 10_000, 30_000, 60_000];

/**
 * Keeps what is typed into a draft: saves what changed a moment after the last key, one save after another, merges what somebody
 * else saved meanwhile, and loses nothing to a dead network, a reload, or a version that has left draft. No React in it.
 */
export class Keeper {
  #state: KeeperState;
  readonly #parts: KeeperParts;
  readonly #listeners = new Set<() => void>();
  #off: (() => void) | null = null;
  #tries = 0;
  #busy = false;
  #gone = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    const { version, kept } = parts;
    const present = textsOf(version);
    const back = kept ? rebase(kept.base, present, kept.texts) : null;
    const unsaved = back !== null && placesChanged(present, back.texts).length > 0;
    this.#state = {
      texts: back?.texts ?? present,
      base: present,
      version,
      saving: 'saved',
      savedAt: null,
      error: null,
      clashes: back?.clashes ?? [],
      taken: false,
      broughtBack: unsaved,
    };
    if (version.status !== 'draft') this.#set({ saving: unsaved ? 'closed' : 'saved' });
    else if (this.#state.clashes.length > 0) this.#set({ saving: 'clash' });
    else if (unsaved) this.#soon();
  }

  get state(): KeeperState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  type(place: string, text: string): void {
    const texts = { ...this.#state.texts, [place]: text };
    this.#set({ texts });
    this.#keepOrDrop();
    if (this.#state.saving === 'clash' || this.#state.saving === 'closed') return;
    if (this.#unsaved()) this.#soon();
    else {
      this.#off?.();
      this.#set({ saving: this.#busy ? 'saving' : 'saved' });
    }
  }

  /** Saves now: a field was left, the page is being hidden, the connection is back, somebody pressed. */
  flush = (): void => {
    this.#off?.();
    this.#off = null;
    void this.#save();
  };

  /** Saves, and says whether everything typed is with the server then. */
  async done(): Promise<boolean> {
    this.flush();
    while (this.#busy) {
      // One save after another, until nothing is left or one is refused.
      // oxlint-disable-next-line no-await-in-loop
      await new Promise<void>((resolve) => {
        const stop = this.subscribe(() => {
          if (this.#busy) return;
          stop();
          resolve();
        });
      });
      if (this.#state.saving === 'typing') this.flush();
    }
    return this.#state.saving === 'saved' && !this.#unsaved();
  }

  /** The draft was read again, perhaps because somebody else wrote in it. */
  arrived(version: CarePlanVersionOut): void {
    // What our own save made comes as its answer.
    if (this.#busy || version.version <= this.#state.version.version) return;
    this.#meet(version);
    if (this.#unsaved() && this.#state.saving !== 'clash' && this.#state.saving !== 'closed') this.#soon();
  }

  /** What is kept of each text that two people changed. */
  settle(chosen: Texts): void {
    this.#set({ texts: { ...this.#state.texts, ...chosen }, clashes: [], saving: 'typing' });
    this.#keepOrDrop();
    this.flush();
  }

  /** Whether the draft says anything. */
  says(): boolean {
    return Object.entries(this.#state.texts).some(
      ([place, text]) => domainOf(place) !== 'about' && text.trim(),
    );
  }

  /** We took it out of draft ourselves: nothing of it is unsaved. */
  moved(version: CarePlanVersionOut): void {
    this.#off?.();
    this.#off = null;
    this.#set({ version });
  }

  dismiss(): void {
    this.#set({ taken: false, broughtBack: false });
  }

  /** The screen is there (again). */
  open(): void {
    this.#gone = false;
    if (this.#unsaved() && this.#state.saving === 'typing' && !this.#off) this.#soon();
  }

  /** The screen goes: what isn't saved yet is sent, and stays on the device until it is. */
  close(): void {
    this.#gone = true;
    if (this.#state.saving === 'typing') this.flush();
    this.#off?.();
    this.#off = null;
  }

  #unsaved(): boolean {
    return placesChanged(this.#state.base, this.#state.texts).length > 0;
  }

  #soon(): void {
    this.#off?.();
    // Left while a save was on its way: what came after it stays on the device.
    if (this.#gone) return;
    this.#set({ saving: this.#busy ? 'saving' : 'typing' });
    this.#off = this.#parts.later(PAUSE, this.flush);
  }

  async #save(): Promise<void> {
    const { texts, base, version, saving } = this.#state;
    if (this.#busy || saving === 'clash' || saving === 'closed' || !this.#unsaved()) return;
    if (placesChanged(base, texts).some((place) => (texts[place]?.trim().length ?? 0) > roomAt(place))) {
      this.#set({ saving: 'long' });
      return;
    }
    this.#busy = true;
    this.#set({ saving: 'saving', error: null });
    try {
      const saved = await this.#parts.save(version, patchOf(base, texts));
      this.#busy = false;
      this.#tries = 0;
      // What was typed while it was on its way is still to be saved.
      this.#set({
        version: saved,
        base: texts,
        savedAt: this.#parts.now?.() ?? new Date(),
        saving: 'saved',
        broughtBack: false,
      });
      this.#keepOrDrop();
      if (this.#unsaved()) this.#soon();
    } catch (error) {
      this.#busy = false;
      this.#refused(error);
    }
  }

  #refused(error: unknown): void {
    if (isApiError(error, 'stale') && error.current) {
      this.#meet(error.current as CarePlanVersionOut);
      if (this.#state.saving !== 'clash' && this.#state.saving !== 'closed') void this.#save();
      return;
    }
    if (isApiError(error, 'illegal_transition', 'forbidden', 'not_found', 'parent_archived')) {
      this.#set({ saving: 'closed', error });
      return;
    }
    const unreachable = isApiError(error) && (error.status === 0 || error.retryable);
    this.#set({ saving: unreachable ? 'offline' : 'failed', error });
    if (!unreachable || this.#gone) return;
    const wait = AGAIN[Math.min(this.#tries, AGAIN.length - 1)]!;
    this.#tries += 1;
    this.#off?.();
    this.#off = this.#parts.later(wait, this.flush);
  }

  /** Puts what is typed on top of what somebody else saved. */
  #meet(present: CarePlanVersionOut): void {
    const theirs = textsOf(present);
    const { texts, clashes, taken } = rebase(this.#state.base, theirs, this.#state.texts);
    this.#set({
      version: present,
      base: theirs,
      texts,
      clashes,
      taken: this.#state.taken || taken.length > 0,
      saving: 'saved',
    });
    if (clashes.length > 0) this.#set({ saving: 'clash' });
    if (present.status !== 'draft' && this.#unsaved()) this.#set({ saving: 'closed' });
    this.#keepOrDrop();
  }

  #keepOrDrop(): void {
    const { texts, base } = this.#state;
    this.#parts.keep(this.#unsaved() ? { texts, base } : null);
  }

  #set(part: Partial<KeeperState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
