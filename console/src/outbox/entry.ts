import type {
  CarePlanReadIn,
  ConcernIn,
  HandoverAcknowledgeIn,
  NoteIn,
  TaskConfirmationIn,
  TaskPageOut,
  TaskRecordIn,
} from '@almoner/client';

/** What was done, as the API takes it: `id` is that of the task, the resident, the handover or the version of the plan. */
export type Deed =
  | { kind: 'task_record'; id: string; body: TaskRecordIn }
  | { kind: 'confirmation'; id: string; body: TaskConfirmationIn }
  | { kind: 'note'; id: string; body: NoteIn }
  | { kind: 'concern'; id: string; body: ConcernIn }
  | { kind: 'handover_ack'; id: string; body: HandoverAcknowledgeIn }
  | { kind: 'plan_read'; id: string; body: CarePlanReadIn };

/** What a screen says of a deed when it puts it in. */
export interface Put {
  deed: Deed;
  /** The home in which it was done. */
  home: string;
  /** For "Waiting to send": whom it is about, and what was done, in the words of the screen that it came from. */
  about: { who?: string; what: string };
  /** Milliseconds for which it can be taken back; 6,000 if not said, 0 sends at once. */
  hold?: number;
}

/**
 * `queued`: it waits for its turn, a connection or a sign-in. `sending`: it is on its way. `sent`: the server has it, and the
 * screen has not read that yet. `conflict`: somebody else recorded the task first. `rejected`: the server will not take it as it
 * is. The last two stay until a person decides.
 */
export type State = 'queued' | 'sending' | 'sent' | 'conflict' | 'rejected';

/** Why it has not gone yet, in the API's words; safe to keep. */
export interface Failure {
  code: string;
  message: string;
  status: number;
  /** `path` of the body and what is wrong with it. */
  fields: readonly { path: string; code: string; message: string }[];
  requestId?: string | undefined;
}

export interface Entry {
  /** The Idempotency-Key, fixed at the tap: however often it is sent, it is stored once. */
  key: string;
  /** The order of the taps on this device. */
  seq: number;
  author: { id: string; name: string };
  home: string;
  about: { who?: string; what: string };
  deed: Deed;
  /** When it was tapped, in milliseconds of the device's clock. */
  at: number;
  /** Not sent before; until then it can be taken back. */
  heldUntil: number;
  state: State;
  attempts: number;
  /** Not tried again before. */
  notBefore: number;
  failure?: Failure | undefined;
  /** With `conflict`: the task and its records as the server has them. */
  theirs?: TaskPageOut | undefined;
  /** Why it stayed here when a manager handed it in. It changes nothing of how its author's own sending stands. */
  notTaken?: Failure | undefined;
}

/** Entries of one thing go one after the other. Notes and concerns stand by themselves. */
export function thingOf({ deed, key }: Pick<Entry, 'deed' | 'key'>): string {
  switch (deed.kind) {
    case 'task_record':
    case 'confirmation':
      return `task:${deed.id}`;
    case 'note':
    case 'concern':
      return `${deed.kind}:${key}`;
    case 'handover_ack':
      return `handover:${deed.id}`;
    case 'plan_read':
      return `plan:${deed.id}`;
    default:
      return deed satisfies never;
  }
}

/** A prompt is never kept on the device: what is checked on the MAR chart is told at once or not at all. */
export function isPrompt(deed: Deed): boolean {
  return deed.kind === 'task_record' && deed.body.outcome === 'mar_checked';
}

/** Whether a manager may hand it in for its author: care that was noted, and nothing that only its author can say. */
export function canBeHandedIn({ deed }: Pick<Entry, 'deed'>): boolean {
  return (deed.kind === 'note' || deed.kind === 'task_record') && !isPrompt(deed);
}

/** Whether it can still be taken back: the server has never been told of it, and the six seconds have not passed. */
export function canUndo(entry: Entry, now: number): boolean {
  return entry.state === 'queued' && entry.attempts === 0 && now < entry.heldUntil;
}

/** Whether it needs a person. */
export function needsAttention({ state }: Pick<Entry, 'state'>): boolean {
  return state === 'conflict' || state === 'rejected';
}

/** Whether it is still to arrive. */
export function isWaiting({ state }: Pick<Entry, 'state'>): boolean {
  return state !== 'sent';
}

/**
 * The next that may go: of this author, in the order of the taps, none before an earlier one of the same thing. `sending` counts
 * as queued here: whoever asks holds the lock, so it was left by a page that died on the way.
 */
export function nextOf(entries: readonly Entry[], author: string, now: number): Entry | undefined {
  const busy = new Set<string>();
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    if (entry.author.id !== author || entry.state === 'sent') continue;
    const thing = thingOf(entry);
    const open = entry.state === 'queued' || entry.state === 'sending';
    if (open && !busy.has(thing) && entry.heldUntil <= now && entry.notBefore <= now) return entry;
    busy.add(thing);
  }
  return undefined;
}

/** When there may be something to do again: to send, or to take from the screen what has arrived. Milliseconds; undefined where only a person can. */
export function wakeAt(entries: readonly Entry[], author: string): number | undefined {
  const times = entries
    .filter((entry) => entry.author.id === author && !needsAttention(entry))
    .map(({ heldUntil, notBefore }) => Math.max(heldUntil, notBefore));
  return times.length === 0 ? undefined : Math.min(...times);
}
