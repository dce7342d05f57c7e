import type { SessionHome } from '@almoner/client';
import { useSession } from '@almoner/client/react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { onArrival, theOutbox } from './current';
import { isWaiting, needsAttention, type Entry, type Put } from './entry';
import type { Choice } from './judge';

/** Keeps a deed on the device; resolves when the disk has it. Say Done then, and not before. */
export const put = (deed: Put): Promise<Entry> => theOutbox().put(deed);
/** Takes it back; false where it is too late for that. */
export const undo = (key: string): Promise<boolean> => theOutbox().undo(key);
/** What a person decided of one that waits for them. */
export const resolve = (key: string, choice: Choice): Promise<void> => theOutbox().resolve(key, choice);

/** What somebody else left on this device: how many, and no more, but for who may hand it in. */
export interface Others {
  id: string;
  name: string;
  count: number;
  /** In homes in which whoever is signed in may hand it in. */
  toHandIn: readonly Entry[];
}

export interface OutboxShown {
  /** False until the device was asked. */
  read: boolean;
  /** The device keeps nothing: recording works only by sending at once, which is not offered here. */
  broken: boolean;
  /** One's own, in the order of the taps; those that arrived stay until the screens have read again. */
  mine: readonly Entry[];
  /** How many of them have not arrived. */
  waiting: number;
  /** How many need a person. */
  attention: number;
  others: readonly Others[];
}

/** What waits on this device: one's own entries, and of others only whose and how many. */
export function useOutbox(): OutboxShown {
  const outbox = theOutbox();
  const shown = useSyncExternalStore(
    (listener) => outbox.listen(listener),
    () => outbox.shown(),
  );
  const session = useSession({ enabled: false }).data;
  const me = session?.person?.id;
  const homes = session?.homes;
  return useMemo(() => {
    const mine = shown.entries.filter(({ author }) => author.id === me).sort((a, b) => a.seq - b.seq);
    return {
      read: shown.read,
      broken: shown.broken,
      mine,
      waiting: mine.filter(isWaiting).length,
      attention: mine.filter(needsAttention).length,
      others: othersOf(shown.entries, me, homes),
    };
  }, [shown, me, homes]);
}

function othersOf(
  entries: readonly Entry[],
  me: string | undefined,
  homes: readonly SessionHome[] = [],
): Others[] {
  const found = new Map<string, Others>();
  for (const entry of entries) {
    if (entry.author.id === me || !isWaiting(entry)) continue;
    const { id, name } = entry.author;
    const { count = 0, toHandIn = [] } = found.get(id) ?? {};
    const mine = homes.some((home) => home.id === entry.home && home.can.includes('hand_in'));
    found.set(id, { id, name, count: count + 1, toHandIn: mine ? [...toHandIn, entry] : toHandIn });
  }
  return [...found.values()];
}

/** Everything that a record may have changed. */
const TOUCHED = [['tasks'], ['notes'], ['handovers'], ['care-plans'], ['clients', 'record']] as const;

/** Reads again what is on the screen, and resolves when it stands there; rejects where it could not be read. */
export async function readAll(queries: QueryClient): Promise<void> {
  await Promise.all(
    TOUCHED.map((queryKey) => queries.invalidateQueries({ queryKey }, { throwOnError: true })),
  );
  // The cache tells the screens in a turn of its own; what was tapped stays on them until then.
  await new Promise((shown) => setTimeout(shown));
}

/** Once, in the shell: sends what waits, on whatever may help it along. */
export function useSender(): void {
  const session = useSession({ enabled: false });
  const person = session.data?.person;
  const queries = useQueryClient();
  const outbox = theOutbox();
  useEffect(() => onArrival(() => readAll(queries)), [queries]);
  useEffect(() => outbox.start(), [outbox]);
  useEffect(() => {
    outbox.signedIn(person ? { id: person.id, name: person.name } : null);
  }, [outbox, person]);
  const readAt = session.dataUpdatedAt;
  useEffect(() => {
    // A session that was read again may be one that was given again.
    if (readAt > 0) void outbox.kick();
  }, [outbox, readAt]);
  useEffect(() => {
    const online = () => void outbox.retry();
    const seen = () => void (document.visibilityState === 'hidden' ? outbox.release() : outbox.retry());
    const left = () => void outbox.release();
    window.addEventListener('online', online);
    document.addEventListener('visibilitychange', seen);
    window.addEventListener('pagehide', left);
    return () => {
      window.removeEventListener('online', online);
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('pagehide', left);
    };
  }, [outbox]);
}
