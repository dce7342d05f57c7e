import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey } from '../call.js';
import { isApiError, type ApiError } from '../error.js';
import type {
  NoteIn,
  NoteReceiptOut,
  RoundOut,
  TaskOutcome,
  TaskReceiptOut,
  TaskRecordIn,
} from '../generated/types.gen.js';
import { keys } from '../keys.js';
import { how, type ReadOptions } from './how.js';
import { useAlmoner } from './provider.js';
import { changeRows, findRow, readAgain, stopReads, type AnyRow } from './rows.js';
import { useCall } from './write.js';

/** A round as it is held. */
export interface HeldRound {
  round: RoundOut;
  tag: string | null;
  /** When the server last said that it holds, in milliseconds of this device's clock. */
  at: number;
  /** How far the server's clock is ahead of this device's, in milliseconds. */
  ahead: number;
}

/** Where rounds are kept on the device, for whoever opens it without a connection. */
export interface RoundShelf {
  read: (home: string) => Promise<HeldRound | undefined>;
  keep: (home: string, held: HeldRound) => Promise<void>;
  /** What was kept is not theirs any more. */
  wipe: () => Promise<void>;
}

/**
 * What a carer needs for now, in one answer. What is held is asked for by its ETag, so that a round in which nothing happened
 * costs one empty answer. With a shelf it is there without a connection too: `data` and `error` stand side by side then, and
 * `data.at` says how old it is. States are those of `data.round.server_time`; `roundState` says them for a later moment.
 */
export function useRound(home: string | undefined, shelf?: RoundShelf, read?: ReadOptions) {
  const almoner = useAlmoner();
  const cache = useQueryClient();
  const queryKey = keys.tasks.held(home);
  return useQuery<HeldRound, ApiError>({
    queryKey,
    retry: false,
    queryFn: async ({ signal }) => {
      let known = cache.getQueryData<HeldRound>(queryKey);
      if (!known && home && shelf) {
        known = await shelf.read(home).catch(() => undefined);
        // On the screen while the server is asked, and for as long as it can't be.
        if (known) cache.setQueryData<HeldRound>(queryKey, known, { updatedAt: known.at });
      }
      const asked = Date.now();
      try {
        const answer = await almoner.tasks.roundAnew(home ? { home } : {}, { held: known?.tag, signal });
        const held = answer.data ? fresh(answer.data, answer.tag) : { ...known!, at: asked };
        if (home) await shelf?.keep(home, held).catch(() => {});
        return held;
      } catch (error) {
        // The sign-in or the right has ended, or there is no such home for them: then nothing of it stays.
        if (isApiError(error, 'unauthenticated', 'forbidden', 'not_found'))
          await shelf?.wipe().catch(() => {});
        throw error;
      }
    },
    ...how(read),
  });
}

function fresh(round: RoundOut, tag: string | null): HeldRound {
  const at = Date.now();
  return { round, tag, at, ahead: Date.parse(round.server_time) - at };
}

/** What is recorded of a task. */
export interface Completing {
  task: { id: string; last_ordinal: number };
  /** `done`, now, unless it says otherwise. */
  record?: Partial<Omit<TaskRecordIn, 'last_seen_ordinal'>>;
}

/**
 * `mutate({ task, record })`: the outcome is on the screen at once, wherever the task is shown, and goes back where it is
 * refused, as far as it still shows what was set. Pressed again after a lost answer it is the same press. Somebody who was quicker
 * is a refusal `recorded_meanwhile`, with the task and its records in `error.current`.
 */
export function useCompleteTask() {
  const almoner = useAlmoner();
  const cache = useQueryClient();
  const attempts = useRef(new Map<string, { said: string; key: string }>());
  const place = (id: string) => ({ id, mark: 'missed_after', touches: [keys.tasks.all] });
  return useMutation<TaskReceiptOut, ApiError, Completing, { before: AnyRow | undefined; set: AnyRow }>({
    retry: false,
    mutationFn: ({ task, record }) => {
      const body = { outcome: 'done' as TaskOutcome, ...record, last_seen_ordinal: task.last_ordinal };
      const said = JSON.stringify(body);
      const known = attempts.current.get(task.id);
      const attempt = known?.said === said ? known : { said, key: newKey() };
      attempts.current.set(task.id, attempt);
      return almoner.tasks.record(task.id, body, { idempotencyKey: attempt.key });
    },
    onMutate: async ({ task, record }) => {
      await stopReads(cache, place(task.id));
      const before = findRow(cache, place(task.id));
      // A prompt is done by the chart being checked.
      const outcome = record?.outcome ?? 'done';
      const set = {
        status: outcome === 'mar_checked' ? 'done' : outcome,
        last_ordinal: task.last_ordinal + 1,
      };
      changeRows(cache, place(task.id), (row) => ({ ...row, ...set }));
      return { before, set };
    },
    onSuccess: ({ task }, { task: { id } }) => {
      attempts.current.delete(id);
      if (!task) return;
      const { status, last_ordinal, awaits_confirmation, version } = task;
      changeRows(cache, place(id), (row) => ({ ...row, status, last_ordinal, awaits_confirmation, version }));
    },
    onError: (error, { task }, done) => {
      const lost = error.status === 0 || error.status >= 500 || error.code === 'in_progress';
      if (!lost && error.status !== 401) attempts.current.delete(task.id);
      const { before, set } = done ?? {};
      if (!before || !set) return;
      changeRows(cache, place(task.id), (row) => ({
        ...row,
        ...Object.fromEntries(
          Object.keys(set)
            .filter((field) => row[field] === set[field])
            .map((field) => [field, before[field]]),
        ),
      }));
    },
    onSettled: () => void readAgain(cache, [keys.tasks.all]),
  });
}

/** `mutate({ client, note })`: lists of notes and the record of the resident are read again. Pressed again it is stored once. */
export function useAddNote() {
  const almoner = useAlmoner();
  const cache = useQueryClient();
  const attempt = useRef<{ said: string; key: string } | null>(null);
  return useMutation<NoteReceiptOut, ApiError, { client: string; note: NoteIn }>({
    retry: false,
    mutationFn: ({ client, note }) => {
      const said = JSON.stringify([client, note]);
      if (attempt.current?.said !== said) attempt.current = { said, key: newKey() };
      return almoner.notes.create(client, note, { idempotencyKey: attempt.current.key });
    },
    onSuccess: () => {
      attempt.current = null;
    },
    onSettled: () => void readAgain(cache, [keys.notes.all]),
  });
}

/** `mutate([task])`: that one is on it, so that nobody else begins. */
export const useClaimTask = () => useCall((a) => a.tasks.claim, [keys.tasks.all]);
export const useReleaseTask = () => useCall((a) => a.tasks.release, [keys.tasks.all]);

/** Where a task stands at a moment of the server's clock, in milliseconds; null where it is not yet to be shown. */
export function roundState(
  task: { awaits_confirmation: boolean; due_from: string; due_by: string },
  now: number,
): 'overdue' | 'now' | 'next' | 'awaits_confirmation' | null {
  if (task.awaits_confirmation) return 'awaits_confirmation';
  if (Date.parse(task.due_by) <= now) return 'overdue';
  const from = Date.parse(task.due_from);
  if (from <= now) return 'now';
  return from <= now + 2 * 3_600_000 ? 'next' : null;
}
