import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Almoner } from '../almoner.js';
import type { Events } from '../events.js';
import type { ChangeOut } from '../generated/types.gen.js';
import { keysOf, type Key } from '../keys.js';
import { sayLive } from './live-state.js';
import { useAlmoner } from './provider.js';

export interface LiveOptions {
  /** Not before this holds, such as that somebody is signed in. */
  enabled?: boolean;
  /** Also told of each change, for what stands in no cache. */
  onChange?: (change: ChangeOut) => void;
}

/** Milliseconds for which changes are collected: a file of residents is hundreds, and each list is read once. */
const GATHER = 200;
/** Milliseconds after which a page that nobody sees gives its stream back: a browser has few connections for each server. */
const HIDDEN = 30_000;

/**
 * Keeps what is on the screen fresh: whatever somebody else changes is read again. Once, around all screens; every stream is a
 * connection. A page that is hidden lets go of it and goes on where it left off when it is looked at.
 */
export function useLive({ enabled = true, onChange }: LiveOptions = {}): void {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  // Another function each time must not open another stream each time.
  const told = useRef(onChange);
  useEffect(() => {
    told.current = onChange;
  }, [onChange]);
  useEffect(() => {
    if (!enabled) return undefined;
    return live(almoner, queries, (change) => told.current?.(change));
  }, [almoner, queries, enabled]);
}

/** The same outside of components; answers how it ends. */
export function live(almoner: Almoner, queries: QueryClient, onChange?: LiveOptions['onChange']): () => void {
  let stream: Events | undefined;
  let left: string | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const gathered = gather(queries);
  const open = () => {
    stream ??= almoner.events({
      lastEventId: left,
      onResync: gathered.everything,
      // Nobody is signed in any more: again when something is read that only somebody who is may read.
      onError: () => {
        sayLive('lost');
        left = undefined;
        stream = undefined;
        ended = true;
      },
      onChange: (change) => {
        gathered.some(keysOf(change));
        onChange?.(change);
      },
      onState: (state) => {
        if (state === 'open' || state === 'waiting') sayLive(state === 'open' ? 'open' : 'lost');
        // What was read before the first word may have changed since; it is read again when it is next looked at.
        if (state === 'open' && left === undefined) {
          void queries.invalidateQueries({
            predicate: (query) => !isWitnessed(query.queryKey),
            refetchType: 'none',
          });
        }
        if (state === 'open') left = stream?.lastEventId ?? left;
      },
    });
  };
  const close = () => {
    left = stream?.lastEventId ?? left;
    stream?.close();
    stream = undefined;
  };
  const looked = () => {
    clearTimeout(hiding);
    if (document.visibilityState === 'hidden') hiding = setTimeout(close, HIDDEN);
    else open();
  };
  const unsubscribe = queries.getQueryCache().subscribe((event) => {
    if (!ended || event.type !== 'updated' || event.action.type !== 'success') return;
    ended = false;
    gathered.everything();
    open();
  });
  open();
  globalThis.document?.addEventListener('visibilitychange', looked);
  return () => {
    globalThis.document?.removeEventListener('visibilitychange', looked);
    clearTimeout(hiding);
    unsubscribe();
    gathered.stop();
    close();
    sayLive('unknown');
  };
}

/** Collects what is to be read again, and reads it when no change of one's own is under way: its guess would be overwritten. */
function gather(queries: QueryClient) {
  const wanted = new Map<string, Key>();
  let all = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (queries.isMutating() > 0) return later();
    const these = [...wanted.values()];
    const predicate = (query: { queryKey: Key }) => !isWitnessed(query.queryKey);
    if (all) void queries.invalidateQueries({ predicate });
    else for (const queryKey of these) void queries.invalidateQueries({ queryKey, predicate });
    wanted.clear();
    all = false;
  };
  const later = () => {
    timer ??= setTimeout(flush, GATHER);
  };
  return {
    some(keys: readonly Key[]) {
      for (const key of keys) wanted.set(JSON.stringify(key), key);
      if (keys.length > 0) later();
    },
    everything() {
      all = true;
      later();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

/** Whose every reading is an entry in the audit trail: read when somebody asks for it, and not by itself. */
function isWitnessed(key: Key): boolean {
  return key[0] === 'people' && key[3] === 'preview';
}
