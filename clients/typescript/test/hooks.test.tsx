// @vitest-environment jsdom
import { createAlmoner, type ClientOut } from '@almoner/client';
import {
  keys,
  useArchiveClient,
  useClient,
  useClients,
  useSession,
  useSignIn,
  useUpdateClient,
  type Conflict,
} from '@almoner/client/react';
import { aClient, aWorld, answer, handlers, idOf, problem } from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { expect, it, describe } from 'vitest';
import { BASE } from './fake.js';
import { gate, setUp } from './react.js';

const { server, around } = setUp();
const { wrapper } = around;

/** One resident in a list and on a page, with their change at hand. */
async function resident(fields: Partial<ClientOut> = {}) {
  const client = aClient({ title: 'Mrs', preferred_name: 'Edie', ...fields }, 1);
  const world = aWorld({ clients: [client], alerts: [] });
  server.use(...handlers(world));
  const conflicts: Conflict<ClientOut, object>[] = [];
  const { result } = renderHook(
    () => ({
      page: useClient(client.id),
      list: useClients(),
      update: useUpdateClient(client.id, { onConflict: (conflict) => conflicts.push(conflict) }),
    }),
    { wrapper },
  );
  await waitFor(() => expect(result.current.page.data && result.current.list.data).toBeTruthy());
  const shown = () => result.current.page.data!.client;
  const listed = () => result.current.list.rows[0]!;
  const change = (patch: object, version = 1) =>
    act(async () => {
      result.current.update.mutate({ record: { id: client.id, version }, patch });
      await Promise.resolve();
    });
  const settled = () =>
    waitFor(() => expect(around.queries.isMutating() + around.queries.isFetching()).toBe(0));
  return { client, world, conflicts, result, shown, listed, change, settled };
}

/** Answers PATCHes of the resident in the order they come, each when its gate opens. */
function patches(...answers: { when: Promise<void>; with: (request: Request) => Response | undefined }[]) {
  const seen: Request[] = [];
  server.use(
    http.patch(`${BASE}/api/v1/clients/:id`, async ({ request }) => {
      seen.push(request.clone() as Request);
      const next = answers[seen.length - 1]!;
      await next.when;
      // Undefined: the made-up server answers.
      return next.with(request);
    }),
  );
  return seen;
}

describe('a change that is shown at once', () => {
  it("stands in the page and in the list before it is answered, then has the server's version", async () => {
    const { shown, listed, change, settled, world, client } = await resident();
    const { open, passed } = gate();
    patches({ when: passed, with: () => undefined });
    await change({ title: 'Miss' });
    await waitFor(() =>
      expect([shown().title, listed().title, shown().version]).toEqual(['Miss', 'Miss', 1]),
    );
    open();
    await settled();
    expect(shown()).toMatchObject({ title: 'Miss', version: 2 });
    expect(world.clients.get(client.id)?.title).toBe('Miss');
  });

  it('two under way: the first fails, and only its own field goes back', async () => {
    const { shown, listed, change, settled } = await resident();
    const [first, second] = [gate(), gate()];
    patches(
      { when: first.passed, with: () => problem('forbidden') },
      { when: second.passed, with: () => undefined },
    );
    await change({ title: 'Dr' });
    await change({ preferred_name: 'Edith' });
    await waitFor(() => expect([shown().title, shown().preferred_name]).toEqual(['Dr', 'Edith']));
    first.open();
    await waitFor(() => expect(shown().title).toBe('Mrs'));
    expect([shown().preferred_name, listed().preferred_name]).toEqual(['Edith', 'Edith']);
    second.open();
    await settled();
    expect(shown()).toMatchObject({ title: 'Mrs', preferred_name: 'Edith', version: 2 });
  });

  it('two of one field: both fail, and what was there before both comes back', async () => {
    const { shown, change, settled } = await resident();
    const [first, second, reading] = [gate(), gate(), gate()];
    patches(
      { when: first.passed, with: () => problem('forbidden') },
      { when: second.passed, with: () => problem('forbidden') },
    );
    await change({ title: 'Dr' });
    await change({ title: 'Prof' });
    first.open();
    await waitFor(() => expect(around.queries.isMutating()).toBe(1));
    expect(shown().title).toBe('Prof');
    // The last one's undoing is seen before anything is read again.
    server.use(
      http.get(`${BASE}/api/v1/clients/:id`, async () => {
        await reading.passed;
        return undefined;
      }),
    );
    second.open();
    await waitFor(() => expect(shown().title).toBe('Mrs'));
    reading.open();
    await settled();
  });

  it('the second of two is sent on top of what the first made: no conflict with oneself', async () => {
    const { shown, change, settled, conflicts } = await resident();
    const seen = patches(
      { when: Promise.resolve(), with: () => undefined },
      { when: Promise.resolve(), with: () => undefined },
    );
    await change({ title: 'Dr' });
    await change({ preferred_name: 'Edith' });
    await settled();
    expect(seen.map(({ headers }) => headers.get('if-match'))).toEqual(['"v1"', '"v2"']);
    expect(shown()).toMatchObject({ title: 'Dr', preferred_name: 'Edith', version: 3 });
    expect(conflicts).toEqual([]);
  });

  it('goes out with the version that the person saw, though a newer one was read since', async () => {
    const { client, world, shown, change, settled, conflicts } = await resident();
    world.clients.set(client.id, { ...client, title: 'Lady', version: 2 });
    await act(() => around.queries.invalidateQueries({ queryKey: keys.clients.all }));
    await waitFor(() => expect(shown().version).toBe(2));
    await change({ title: 'Miss' });
    await waitFor(() => expect(conflicts).toHaveLength(1));
    await settled();
    expect(conflicts[0]).toMatchObject({
      current: { title: 'Lady', version: 2 },
      wanted: { patch: { title: 'Miss' } },
    });
    expect(shown()).toMatchObject({ title: 'Lady', version: 2 });
    await change({ title: 'Miss' }, 2);
    await settled();
    expect(shown()).toMatchObject({ title: 'Miss', version: 3 });
  });

  it('keeps what was joined to the row', async () => {
    const { shown, change, settled, world, client } = await resident();
    const home = { id: idOf('home', 1), code: 'H1', name: 'Harbour View', time_zone: 'Europe/London' };
    around.queries.setQueryData(keys.clients.record(client.id), (page: { client: ClientOut }) => ({
      ...page,
      client: { ...page.client, home },
    }));
    const reading = gate();
    server.use(
      http.get(`${BASE}/api/v1/clients/:id`, async () => {
        await reading.passed;
        return undefined;
      }),
    );
    await change({ title: 'Miss' });
    await waitFor(() => expect(shown().version).toBe(2));
    expect(shown().home).toEqual(home);
    reading.open();
    await settled();
    expect(world.clients.get(client.id)?.version).toBe(2);
  });
});

describe('a deed', () => {
  it('pressed again after a lost answer has the same key, and after a refusal another', async () => {
    const client = aClient({}, 1);
    const world = aWorld({ clients: [client] });
    around.almoner = createAlmoner({ baseUrl: BASE, retry: { tries: 1 } });
    const seen: (string | null)[] = [];
    const outcomes = [() => problem('internal'), () => problem('forbidden'), () => undefined];
    server.use(
      http.post(`${BASE}/api/v1/clients/:id/archive`, ({ request }) => {
        seen.push(request.headers.get('idempotency-key'));
        return outcomes[seen.length - 1]?.();
      }),
      ...handlers(world),
    );
    const { result } = renderHook(() => useArchiveClient(), { wrapper });
    const press = () =>
      act(() => result.current.mutateAsync([client, { reason: 'Twice' }]).catch(() => undefined));
    await press();
    await press();
    await press();
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).not.toBe(seen[1]);
    expect(world.clients.get(client.id)?.archive_reason).toBe('Twice');
  });
});

describe('a list, page after page', () => {
  it('shows each row once, though one moved to the next page while they were read', async () => {
    const [one, two, three] = [1, 2, 3].map((n) => aClient({}, n));
    server.use(
      http.get(`${BASE}/api/v1/clients`, ({ request }) => {
        const next = new URL(request.url).searchParams.get('cursor');
        return next
          ? answer([two, three], { more: { next_cursor: null } })
          : answer([one, two], { more: { next_cursor: 'more', count: 3, count_at_least: false } });
      }),
    );
    const { result } = renderHook(() => useClients({ count: 'exact' }), { wrapper });
    await waitFor(() => expect(result.current.rows).toHaveLength(2));
    await act(() => result.current.fetchNextPage());
    await waitFor(() =>
      expect(result.current.rows.map(({ id }) => id)).toEqual([one, two, three].map((row) => row!.id)),
    );
    expect(result.current.data?.count).toBe(3);
    expect(result.current.hasNextPage).toBe(false);
  });

  it('has a key of its own, without an address in it', () => {
    expect(keys.clients.infinite({ q: 'marsh', home: undefined })).toEqual([
      'clients',
      'infinite',
      { q: 'marsh' },
    ]);
    expect(keys.clients.list({ q: 'marsh' })).not.toEqual(keys.clients.infinite({ q: 'marsh' }));
  });
});

describe('who is signed in', () => {
  it('is nobody, then the person; what was read before is forgotten', async () => {
    const world = aWorld({ session: null });
    server.use(...handlers(world));
    around.queries.setQueryData(keys.clients.record('x'), { client: 'of somebody else' });
    const { result } = renderHook(() => ({ session: useSession(), signIn: useSignIn() }), { wrapper });
    await waitFor(() => expect(result.current.session.error?.code).toBe('unauthenticated'));
    const password = 'lantern-harbour-demo';
    await act(async () => {
      await result.current.signIn.mutateAsync({ email: 'manager@harbour.example', password });
    });
    await waitFor(() => expect(result.current.session.data?.person?.persona).toBe('manager'));
    expect(around.queries.getQueryData(keys.clients.record('x'))).toBeUndefined();
  });
});
