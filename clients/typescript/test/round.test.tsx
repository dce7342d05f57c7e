// @vitest-environment jsdom
import type { RoundOut } from '@almoner/client';
import {
  keys,
  roundState,
  useAddNote,
  useCompleteTask,
  useRound,
  useTask,
  type HeldRound,
} from '@almoner/client/react';
import { aTask, aWorld, answer, handlers, idOf, problem } from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { BASE } from './fake.js';
import { gate, setUp } from './react.js';

const { server, around } = setUp();
const at = (path: string) => `${BASE}/api/v1${path}`;
const HOME = idOf('home', 1);
const round = (fields: Partial<RoundOut> = {}) =>
  ({
    server_time: '2026-11-23T12:00:00Z',
    complete: true,
    home: {},
    residents: [],
    alerts: [],
    tasks: [],
    ...fields,
  }) as unknown as RoundOut;

function shelfOf(first?: HeldRound) {
  const kept = new Map<string, HeldRound>(first ? [[HOME, first]] : []);
  return {
    kept,
    shelf: {
      read: async (home: string) => kept.get(home),
      keep: async (home: string, held: HeldRound) => void kept.set(home, held),
      wipe: async () => kept.clear(),
    },
  };
}

describe('a round', () => {
  it('is asked for by its ETag, and stays where it still holds', async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get(at('/round'), ({ request }) => {
        asked.push(request.headers.get('if-none-match'));
        return asked.length === 1
          ? answer(round(), { headers: { etag: '"a1"' } })
          : new Response(null, { status: 304, headers: { etag: '"a1"' } });
      }),
    );
    const { shelf, kept } = shelfOf();
    const { result } = renderHook(() => useRound(HOME, shelf), { wrapper: around.wrapper });
    await waitFor(() => expect(result.current.data).toBeDefined());
    const first = result.current.data!;
    await act(() => result.current.refetch());
    expect(asked).toEqual([null, '"a1"']);
    expect(result.current.data!.round).toBe(first.round);
    expect(kept.get(HOME)).toMatchObject({ tag: '"a1"' });
  });

  it('that was kept is there without a connection, with its age', async () => {
    server.use(http.get(at('/round'), () => Response.error()));
    const { shelf } = shelfOf({ round: round(), tag: '"a1"', at: 1000, ahead: 0 });
    const { result } = renderHook(() => useRound(HOME, shelf), { wrapper: around.wrapper });
    await waitFor(() => expect(result.current.error?.code).toBe('network'));
    expect(result.current.data?.at).toBe(1000);
  });

  it('is wiped from the device where it is not theirs any more', async () => {
    for (const code of ['unauthenticated', 'forbidden', 'not_found'] as const) {
      server.use(
        http.get(at('/round'), () => problem(code)),
        http.post(at('/session/refresh'), () => problem('unauthenticated')),
      );
      const { shelf, kept } = shelfOf({ round: round(), tag: null, at: 1000, ahead: 0 });
      const { result } = renderHook(() => useRound(HOME, shelf), { wrapper: around.wrapper });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await waitFor(() => expect(result.current.error?.code).toBe(code));
      expect(kept.size).toBe(0);
      around.queries.removeQueries({ queryKey: keys.tasks.held(HOME) });
    }
  });

  it('says where a task stands as the clock goes on', () => {
    const task = {
      awaits_confirmation: false,
      due_from: '2026-11-23T12:00:00Z',
      due_by: '2026-11-23T13:00:00Z',
    };
    const when = (time: string) => roundState(task, Date.parse(`2026-11-23T${time}Z`));
    expect(['09:59:59', '10:00:00', '12:00:00', '13:00:00'].map(when)).toEqual([
      null,
      'next',
      'now',
      'overdue',
    ]);
    expect(roundState({ ...task, awaits_confirmation: true }, 0)).toBe('awaits_confirmation');
  });
});

describe('a task that is completed', () => {
  async function shown() {
    const task = aTask({ status: 'due', last_ordinal: 0, care_home_id: HOME }, 1);
    const world = aWorld({ tasks: [task] });
    server.use(...handlers(world));
    const { result } = renderHook(() => ({ task: useTask(task.id), complete: useCompleteTask() }), {
      wrapper: around.wrapper,
    });
    await waitFor(() => expect(result.current.task.data).toBeDefined());
    return { result, task, row: () => result.current.task.data!.task };
  }

  it('shows so at once, and goes back by field where it is refused', async () => {
    const { result, task, row } = await shown();
    const sending = gate();
    server.use(
      http.post(at('/tasks/:id/records'), async () => {
        await sending.passed;
        return problem('recorded_meanwhile', {
          current: { task: { ...task, last_ordinal: 1 }, records: [] },
        });
      }),
    );
    act(() => result.current.complete.mutate({ task }));
    await waitFor(() => expect(row()).toMatchObject({ status: 'done', last_ordinal: 1 }));
    // What somebody else changes meanwhile is not taken back with it.
    act(() =>
      around.queries.setQueryData(keys.tasks.record(task.id), (page: { task: object } | undefined) => ({
        ...page!,
        task: { ...page!.task, note: 'theirs' },
      })),
    );
    server.use(http.get(at('/tasks/:id'), () => problem('unavailable')));
    sending.open();
    await waitFor(() => expect(result.current.complete.error?.code).toBe('recorded_meanwhile'));
    expect(row()).toMatchObject({ status: 'due', last_ordinal: 0, note: 'theirs' });
    expect(result.current.complete.error?.current).toMatchObject({ task: { last_ordinal: 1 } });
  });

  it('is one press, however often it is sent', async () => {
    const { result, task } = await shown();
    const used: (string | null)[] = [];
    server.use(
      http.post(at('/tasks/:id/records'), ({ request }) => {
        used.push(request.headers.get('idempotency-key'));
        return problem('internal');
      }),
    );
    const record = { outcome: 'declined' as const, reason: 'Asleep' };
    for (const said of [record, record, { outcome: 'done' as const }]) {
      // oxlint-disable-next-line no-await-in-loop -- one press after the other
      await act(() => result.current.complete.mutateAsync({ task, record: said }).catch(() => {}));
    }
    expect(new Set(used).size).toBe(2);
    expect(used[0]).toBe(used[1]);
  });
});

it('a note that is sent twice has one key', async () => {
  const used: (string | null)[] = [];
  server.use(
    http.post(at('/clients/:id/notes'), ({ request }) => {
      used.push(request.headers.get('idempotency-key'));
      return used.length < 2 ? problem('internal') : answer({ id: 'n', stored: true });
    }),
  );
  const { result } = renderHook(() => useAddNote(), { wrapper: around.wrapper });
  const said = { client: idOf('client', 1), note: { kind: 'fluid' as const, measures: { in_ml: 200 } } };
  await act(() => result.current.mutateAsync(said).catch(() => {}));
  await act(() => result.current.mutateAsync(said));
  expect(used[0]).toBe(used[1]);
});
