// @vitest-environment jsdom
import {
  isStarting,
  keys,
  useAdmitAgency,
  useAgencyPasses,
  useAllocations,
  useEndShift,
  useMyDuty,
  useOnDuty,
  usePassCode,
  useSaveAllocations,
  useSession,
  useStartShift,
} from '@almoner/client/react';
import {
  aDuty,
  anAllocationList,
  anExpected,
  aPerson,
  aSession,
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
const home = idOf('home', 1);
/** Ben, who is expected since eight. */
const session = aSession({ person: aPerson({}, 2) });

function living(parts: WorldParts) {
  const world = aWorld({ session, ...parts });
  server.use(...handlers(world));
  return world;
}

async function shown() {
  const { result } = renderHook(
    () => ({
      session: useSession(),
      mine: useMyDuty(),
      board: useOnDuty(home),
      /** As it was at another moment. */
      before: useOnDuty(home, { at: '2026-11-22T12:00:00Z' }),
      start: useStartShift(),
      end: useEndShift(),
    }),
    { wrapper: around.wrapper },
  );
  await waitFor(() => {
    const { mine, board, before, session: who } = result.current;
    expect(mine.data && board.data && before.data && who.data).toBeTruthy();
  });
  return { result, board: () => result.current.board.data!, mine: () => result.current.mine.data! };
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
    ...['/duty', '/duty/mine'].map((read) =>
      http.get(at(read), async () => {
        if (pressed) await reading.passed;
        return undefined;
      }),
    ),
  );
  return { sending, reading };
}

const names = (rows: readonly { name?: string | null }[]) => rows.map(({ name }) => name);

describe('starting a shift', () => {
  it('is on the screen at once, and the server’s own row afterwards', async () => {
    const world = living({ expected: [anExpected({}, 1)] });
    const { sending, reading } = held('/duty');
    const { result, board, mine } = await shown();
    expect([names(board().on), names(board().expected)]).toEqual([[], ['Ben Carter']]);
    await act(async () => result.current.start.mutate({ home }));
    await waitFor(() => expect(mine().duty).toMatchObject({ name: 'Ben Carter', care_home_id: home }));
    expect(isStarting(mine().duty!)).toBe(true);
    expect([names(board().on), names(board().expected)]).toEqual([['Ben Carter'], []]);
    // What was then is not changed by what is now.
    expect(names(result.current.before.data!.on)).toEqual([]);
    expect(world.duty.size).toBe(0);
    sending.open();
    await waitFor(() => expect(isStarting(mine().duty!)).toBe(false));
    expect(board().on).toHaveLength(1);
    expect(board().on[0]!.id).toBe(mine().duty!.id);
    reading.open();
  });

  it('goes off the screen again when it is refused, and who was expected is again', async () => {
    living({
      expected: [anExpected({}, 1), anExpected({ profile_id: idOf('person', 3), name: 'Carol' }, 2)],
    });
    const { sending, reading } = held('/duty', () => problem('forbidden'));
    const { result, board, mine } = await shown();
    await act(async () => result.current.start.mutate({ home }));
    await waitFor(() => expect(names(board().on)).toEqual(['Ben Carter']));
    sending.open();
    await waitFor(() => expect(result.current.start.isError).toBe(true));
    await waitFor(() => expect(mine().duty).toBeNull());
    expect([names(board().on), names(board().expected)]).toEqual([[], ['Ben Carter', 'Carol']]);
    reading.open();
  });

  it('for somebody else leaves one’s own as it is', async () => {
    const carol = anExpected({ profile_id: idOf('person', 3), name: 'Carol Nkemelu' }, 1);
    const world = living({ expected: [carol], people: [aPerson({}, 3)] });
    const { result, board, mine } = await shown();
    const unit = { id: idOf('bed', 1), name: 'Ground floor' };
    await act(() => result.current.start.mutateAsync({ home, person: carol, unit }));
    await waitFor(() => expect(names(board().on)).toEqual(['Carol Nkemelu']));
    expect(mine().duty).toBeNull();
    expect([...world.duty.values()]).toMatchObject([{ profile_id: carol.profile_id, unit_id: unit.id }]);
  });

  it('is one press when the first answer was lost', async () => {
    const world = living({});
    const seen: (string | null)[] = [];
    server.use(
      http.post(at('/duty'), ({ request }) => {
        seen.push(request.headers.get('idempotency-key'));
        return seen.length <= 4 ? problem('unavailable') : undefined;
      }),
    );
    const { result } = await shown();
    const press = () => act(() => result.current.start.mutateAsync({ home }).catch(() => null));
    expect(await press()).toBeNull();
    expect(await press()).toMatchObject({ profile_id: idOf('person', 2) });
    expect([new Set(seen).size, seen.length]).toEqual([1, 5]);
    expect(world.duty.size).toBe(1);
  });
});

describe('ending a shift', () => {
  const duty = aDuty({}, 1);
  const other = aDuty({ profile_id: idOf('person', 3), name: 'Carol Nkemelu' }, 2);

  it('takes it off both places at once, and puts it back when it is refused', async () => {
    living({ duty: [duty, other] });
    const { sending, reading } = held('/duty/:id/end', () => problem('forbidden'));
    const { result, board, mine } = await shown();
    await act(async () => result.current.end.mutate(duty));
    await waitFor(() => expect(mine().duty).toBeNull());
    expect(names(board().on)).toEqual(['Carol Nkemelu']);
    sending.open();
    await waitFor(() => expect(result.current.end.isError).toBe(true));
    await waitFor(() => expect(mine().duty?.id).toBe(duty.id));
    expect(names(board().on).toSorted()).toEqual(['Ben Carter', 'Carol Nkemelu']);
    reading.open();
  });

  it('is refused where somebody else ended it first, and what is read again says so', async () => {
    const world = living({ duty: [duty] });
    const { result, mine } = await shown();
    world.duty.set(duty.id, { ...duty, version: 2, ended_at: '2026-11-23T11:00:00Z', closed_by: 'shift' });
    const refused = await act(() => result.current.end.mutateAsync(duty).catch((error: unknown) => error));
    expect(refused).toMatchObject({ code: 'stale' });
    await waitFor(() => expect(mine().duty).toBeNull());
  });
});

it('a list of who looks after whom is saved over the version that was seen, and the other is told as it is', async () => {
  const list = anAllocationList({ version: 3 }, 1);
  living({ allocations: [list], people: [aPerson({}, 2), aPerson({}, 3)] });
  const { result } = renderHook(
    () => ({ lists: useAllocations(home, { care_day: '2026-11-23' }), save: useSaveAllocations() }),
    { wrapper: around.wrapper },
  );
  await waitFor(() => expect(result.current.lists.data).toHaveLength(1));
  const said = {
    care_home_id: home,
    care_day: '2026-11-23',
    shift: 'early' as const,
    version: 3,
    allocations: [{ client_id: idOf('client', 2), profile_id: idOf('person', 3) }],
  };
  await act(() => result.current.save.mutateAsync([said]));
  await waitFor(() => expect(result.current.lists.data?.[0]?.version).toBe(4));
  expect(result.current.lists.data![0]!.allocations.map(({ name }) => name)).toEqual(['Carol Nkemelu']);
  const empty = { ...said, allocations: [] };
  const refused = await act(() => result.current.save.mutateAsync([empty]).catch((error: unknown) => error));
  expect(refused).toMatchObject({ code: 'stale', current: { version: 4 } });
  const none = { ...said, shift: 'late' as const, version: 0 };
  await act(() => result.current.save.mutateAsync([none]));
  await waitFor(() => expect(result.current.lists.data).toHaveLength(2));
});

it('the code of a pass is answered once, and another one on request', async () => {
  const world = living({});
  const { result } = renderHook(
    () => ({ list: useAgencyPasses({ home }), admit: useAdmitAgency(), again: usePassCode() }),
    { wrapper: around.wrapper },
  );
  await waitFor(() => expect(result.current.list.data).toBeTruthy());
  const said = {
    care_home_id: home,
    given_name: 'Asha',
    family_name: 'Rao',
    agency: 'Hands Ltd',
    identity_document: 'passport' as const,
    ends_at: '2026-11-23T20:00:00Z',
  };
  const made = await act(() => result.current.admit.mutateAsync([said]));
  expect(made.code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  await waitFor(() => expect(result.current.list.rows).toMatchObject([{ name: 'Asha Rao' }]));
  // The list never holds a code.
  expect(JSON.stringify(result.current.list.rows)).not.toContain(made.code);
  const next = await act(() => result.current.again.mutateAsync([made.pass.id, {}]));
  expect(next.code).not.toBe(made.code);
  // The first is good for nothing any more.
  expect([...world.passCodes.keys()]).toEqual([next.code]);
});

it('a change that somebody else makes is read again where it shows', () => {
  const of = (resource: string) =>
    keysOf({ resource, id: 'x', kind: 'changed', client: null, home } as never);
  expect(of('duty')).toContainEqual(keys.duty.all);
  expect(of('duty')).toContainEqual(keys.handovers.all);
  expect(of('allocations')).toContainEqual(keys.allocations.all);
  expect(of('allocations')).toContainEqual(['tasks', 'held']);
  expect(of('agency-passes')).toEqual([keys.agencyPasses.all]);
});

it('another home’s board is another key', () => {
  expect(keys.duty.board({ home })).not.toEqual(keys.duty.board({ home: idOf('home', 2) }));
  expect(keys.duty.board({ home })).toEqual(keys.duty.board({ home, at: undefined }));
});
