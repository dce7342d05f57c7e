// @vitest-environment jsdom
import {
  isOnItsWay,
  keys,
  useAcknowledgeHandover,
  useAddHandoverItem,
  useAssignTask,
  useCloseHandoverItem,
  useComposeHandover,
  useHandover,
  useHandovers,
  useMissingNotes,
  useSession,
  useTasks,
} from '@almoner/client/react';
import {
  aHandover,
  aHandoverItem,
  aHandoverPage,
  aNote,
  aPerson,
  aSession,
  aTask,
  aWorld,
  handlers,
  idOf,
  problem,
  type WorldParts,
} from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../src/keys.js';
import { BASE } from './fake.js';
import { gate, setUp } from './react.js';

const { server, around } = setUp();
const at = (path: string) => `${BASE}/api/v1${path}`;
const handover = aHandover({}, 1);
/** Ben, who comes on. */
const session = aSession({ person: aPerson({}, 2) });

function living(parts: WorldParts) {
  const world = aWorld(parts);
  server.use(...handlers(world));
  return world;
}

/** The handover, the list that counts its readers, and what can be done. */
async function shown() {
  const { result } = renderHook(
    () => ({
      session: useSession(),
      page: useHandover(handover.id),
      list: useHandovers(),
      read: useAcknowledgeHandover(),
      add: useAddHandoverItem(),
      close: useCloseHandoverItem(),
    }),
    { wrapper: around.wrapper },
  );
  await waitFor(() =>
    expect(result.current.page.data && result.current.list.data && result.current.session.data).toBeTruthy(),
  );
  return { result, page: () => result.current.page.data!, row: () => result.current.list.rows[0]! };
}

/** Holds a call until the test lets it go, and everything that is read after it. */
function held(path: string, answer?: () => Response) {
  const [sending, reading] = [gate(), gate()];
  let pressed = false;
  server.use(
    http.post(at(path), async () => {
      pressed = true;
      await sending.passed;
      return answer?.();
    }),
    ...['/handovers', '/handovers/:id'].map((read) =>
      http.get(at(read), async () => {
        if (pressed) await reading.passed;
        return undefined;
      }),
    ),
  );
  return { sending, reading };
}

describe('"I have read this"', () => {
  it('stands in the list, among the readers and by the name of whoever comes on, at once', async () => {
    const world = living({ session, handovers: [aHandoverPage({ handover })] });
    const { sending, reading } = held('/handovers/:id/acknowledge');
    const { result, page, row } = await shown();
    await act(async () => result.current.read.mutate({ handover, at: '2026-11-23T13:50:00Z' }));
    await waitFor(() => expect(row()).toMatchObject({ acknowledged: 1, acknowledged_by_me: true }));
    expect(page().handover).toMatchObject({ acknowledged_by_me: true, can: ['add_item'] });
    expect(page().acknowledged).toMatchObject([{ name: 'Ben Carter', handover_version: 1 }]);
    expect(page().incoming).toMatchObject([{ acknowledged_at: '2026-11-23T13:50:00Z' }]);
    expect(world.handovers.get(handover.id)!.acknowledged).toEqual([]);
    sending.open();
    await waitFor(() => expect(page().acknowledged[0]!.recorded_at).toBe('2026-11-23T12:00:00Z'));
    expect(page().acknowledged).toHaveLength(1);
    reading.open();
  });

  it('goes back when it is refused, and a line that was added meanwhile stays', async () => {
    living({ session, handovers: [aHandoverPage({ handover })] });
    const { sending, reading } = held('/handovers/:id/acknowledge', () => problem('forbidden'));
    const { result, page, row } = await shown();
    await act(async () => result.current.read.mutate({ handover }));
    await waitFor(() => expect(page().acknowledged).toHaveLength(1));
    await act(async () => {
      await result.current.add.mutateAsync({ handover, item: { kind: 'general', text: 'Milk is out' } });
    });
    sending.open();
    await waitFor(() => expect(result.current.read.isError).toBe(true));
    await waitFor(() => expect(page().acknowledged).toEqual([]));
    expect(page().incoming).toMatchObject([{ acknowledged_at: null }]);
    expect(page().handover.can).toEqual(['add_item', 'acknowledge']);
    expect(row()).toMatchObject({ acknowledged: 0, acknowledged_by_me: false });
    expect(page().items.map(({ text }) => text)).toContain('Milk is out');
    reading.open();
  });

  it('is one press when the first answer was lost', async () => {
    const world = living({ session, handovers: [aHandoverPage({ handover })] });
    const seen: (string | null)[] = [];
    server.use(
      http.post(at('/handovers/:id/acknowledge'), ({ request }) => {
        seen.push(request.headers.get('idempotency-key'));
        return seen.length <= 4 ? problem('unavailable') : undefined;
      }),
    );
    const { result } = await shown();
    const press = () => act(() => result.current.read.mutateAsync({ handover }).catch(() => null));
    expect(await press()).toBeNull();
    expect(await press()).toMatchObject({ stored: true });
    expect([new Set(seen).size, seen.length]).toEqual([1, 5]);
    expect(world.handovers.get(handover.id)!.acknowledged).toHaveLength(1);
  });
});

describe('a line more', () => {
  it('stands there at once as on its way, and is the server’s own afterwards', async () => {
    living({ session, handovers: [aHandoverPage({ handover, items: [] })] });
    const { sending, reading } = held('/handovers/:id/items');
    const { result, page } = await shown();
    const item = { client_id: idOf('client', 1), kind: 'health' as const, text: 'Ankle swollen' };
    await act(async () => result.current.add.mutate({ handover, item, name: 'Agnes Whitlock', room: '4' }));
    await waitFor(() => expect(page().items).toHaveLength(1));
    expect(page().items[0]).toMatchObject({
      client_name: 'Agnes Whitlock',
      room_name: '4',
      created_by_name: 'Ben Carter',
      priority: 'medium',
    });
    expect(isOnItsWay(page().items[0]!)).toBe(true);
    sending.open();
    await waitFor(() => expect(isOnItsWay(page().items[0]!)).toBe(false));
    expect(page().items).toHaveLength(1);
    reading.open();
  });

  it('goes when it is refused', async () => {
    living({ session, handovers: [aHandoverPage({ handover })] });
    const { sending, reading } = held('/handovers/:id/items', () => problem('forbidden'));
    const { result, page } = await shown();
    await act(async () => result.current.add.mutate({ handover, item: { kind: 'general', text: 'x' } }));
    await waitFor(() => expect(page().items).toHaveLength(2));
    sending.open();
    await waitFor(() => expect(page().items).toHaveLength(1));
    reading.open();
  });
});

it('an item that is closed opens again when it is refused', async () => {
  living({ session, handovers: [aHandoverPage({ handover, items: [aHandoverItem({}, 1)] })] });
  const { sending, reading } = held('/handover-items/:id/close', () => problem('illegal_transition'));
  const { result, page } = await shown();
  const [item] = page().items;
  await act(async () => result.current.close.mutate({ item: item!, because: 'dealt_with' }));
  await waitFor(() =>
    expect(page().items[0]).toMatchObject({ status: 'closed', closed_because: 'dealt_with', can: [] }),
  );
  sending.open();
  await waitFor(() =>
    expect(page().items[0]).toMatchObject({ status: 'open', closed_because: null, can: ['close'] }),
  );
  reading.open();
});

it('a task that is given to somebody names them at once, and whom it had when it is refused', async () => {
  const task = aTask({ assignee_id: idOf('person', 3), assignee_name: 'Carol Nkemelu' }, 1);
  living({ session, tasks: [task] });
  const sending = gate();
  server.use(
    http.patch(at('/tasks/:id'), async ({ request }) => {
      expect(await request.clone().json()).toEqual({ assignee_id: idOf('person', 2) });
      await sending.passed;
      return problem('forbidden');
    }),
  );
  const { result } = renderHook(() => ({ list: useTasks(), assign: useAssignTask() }), {
    wrapper: around.wrapper,
  });
  await waitFor(() => expect(result.current.list.rows).toHaveLength(1));
  await act(async () =>
    result.current.assign.mutate({ task, to: { id: idOf('person', 2), name: 'Ben Carter' } }),
  );
  await waitFor(() => expect(result.current.list.rows[0]!.assignee_name).toBe('Ben Carter'));
  sending.open();
  await waitFor(() => expect(result.current.list.rows[0]!.assignee_name).toBe('Carol Nkemelu'));
});

it('composing takes flagged notes along, once for each shift', async () => {
  living({ session, notes: [aNote({}, 1), aNote({ flagged: false }, 2)] });
  const { result } = renderHook(
    () => ({
      list: useHandovers(),
      compose: useComposeHandover(),
      missing: useMissingNotes({ home: idOf('home', 1) }),
    }),
    { wrapper: around.wrapper },
  );
  await waitFor(() => expect(result.current.list.data && result.current.missing.data).toBeTruthy());
  const body = { care_home_id: idOf('home', 1), shift: 'early' as const, summary: 'Quiet' };
  await act(async () => {
    await result.current.compose.mutateAsync([body]);
  });
  await waitFor(() => expect(result.current.list.rows).toMatchObject([{ summary: 'Quiet', items: 1 }]));
  await act(async () => {
    await expect(result.current.compose.mutateAsync([body])).rejects.toMatchObject({ code: 'duplicate' });
  });
});

it('what others do with tasks, notes, plans and handovers is read again', () => {
  const change = { id: idOf('task', 1), kind: 'update' } as const;
  const of = (resource: string) => keysOf({ ...change, resource } as never);
  expect([of('tasks'), of('notes'), of('handovers'), of('care-plans')]).toEqual([
    [keys.tasks.all],
    // A note says that an assessment rests on it.
    [keys.notes.all, keys.assessments.all],
    [keys.handovers.all],
    [keys.carePlans.all],
  ]);
  // The board's clock and counts stand below the tasks.
  expect(keys.tasks.round({ home: 'x' })[0]).toBe(keys.tasks.all[0]);
});
