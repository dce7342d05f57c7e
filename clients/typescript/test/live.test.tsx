// @vitest-environment jsdom
import { keys, useClients, useLive, usePreview } from '@almoner/client/react';
import { aClient, aWorld, answer, handlers, idOf, problem } from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { expect, it } from 'vitest';
import { keysOf } from '../src/keys.js';
import { BASE } from './fake.js';
import { gate, setUp } from './react.js';

const { server, around } = setUp();
const { wrapper } = around;

/** A made-up server, a list on the screen, and what is told to it. */
async function screen() {
  const world = aWorld({ clients: [aClient({}, 1)], alerts: [] });
  let tell = (_frames: string) => {};
  const opened: (string | null)[] = [];
  let reads = 0;
  server.use(
    http.get(`${BASE}/api/v1/events`, ({ request }) => {
      opened.push(request.headers.get('last-event-id'));
      const body = new ReadableStream({
        start(to) {
          tell = (frames) => (frames === 'end' ? to.close() : to.enqueue(new TextEncoder().encode(frames)));
          tell(`id: ${opened.length}\nevent: open\ndata: {}\n\n`);
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    }),
    http.get(`${BASE}/api/v1/clients`, () => {
      reads += 1;
    }),
    ...handlers(world),
  );
  const { result, unmount } = renderHook(
    () => {
      useLive();
      return useClients();
    },
    { wrapper },
  );
  await waitFor(() => expect(opened.length === 1 && result.current.rows.length === 1).toBe(true));
  const change = (resource: string, more = {}) =>
    `id: x\nevent: change\ndata: ${JSON.stringify({ resource, id: idOf('client', 1), kind: 'update', ...more })}\n\n`;
  return {
    world,
    opened,
    unmount,
    tell: (frames: string) => act(async () => tell(frames)),
    change,
    reads: () => reads,
  };
}

it('reads again what somebody else changed, once for many changes', async () => {
  const { tell, change, reads } = await screen();
  const before = reads();
  await tell(change('clients').repeat(300) + change('alerts') + change('stays'));
  await waitFor(() => expect(reads()).toBe(before + 1));
  // What has nothing to do with it, and what this version doesn't know.
  await tell(change('settings') + change('tea-rounds'));
  await tell('id: y\nevent: resync\ndata: {}\n\n');
  await waitFor(() => expect(reads()).toBe(before + 2));
});

it("waits for a change of one's own that is under way", async () => {
  const { tell, change, reads } = await screen();
  const before = reads();
  const { open, passed } = gate();
  const mine = around.queries.getMutationCache().build(around.queries, { mutationFn: () => passed });
  void mine.execute(undefined);
  await tell(change('clients'));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(reads()).toBe(before);
  open();
  await waitFor(() => expect(reads()).toBe(before + 1));
});

it('listens again once somebody has signed in again', async () => {
  const { world, opened, tell } = await screen();
  const session = world.session;
  server.use(
    http.get(`${BASE}/api/v1/events`, () => problem('unauthenticated'), { once: true }),
    http.post(`${BASE}/api/v1/session/refresh`, () => problem('unauthenticated'), { once: true }),
  );
  await tell('end');
  await waitFor(() => expect(around.queries.isFetching()).toBe(0));
  expect(opened).toHaveLength(1);
  world.session = session;
  await act(() => around.queries.refetchQueries({ queryKey: keys.clients.all }));
  await waitFor(() => expect(opened).toHaveLength(2));
});

it('never repeats by itself what is written down when it is read', async () => {
  const { tell } = await screen();
  let looks = 0;
  server.use(
    http.get(`${BASE}/api/v1/people/:id/preview`, () => {
      looks += 1;
      return answer({});
    }),
  );
  const { result } = renderHook(() => usePreview('P1'), { wrapper });
  await waitFor(() => expect(result.current.isSuccess).toBe(true));
  await tell('id: y\nevent: resync\ndata: {}\n\n');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(looks).toBe(1);
});

it('knows only keys that something is kept under', () => {
  const words = [
    'clients',
    'identity',
    'contacts',
    'exclusions',
    'alerts',
    'stays',
    'absences',
    'care-homes',
    'people',
  ];
  const more = [
    'memberships',
    'home-managers',
    'offices',
    'settings',
    'organisation',
    'labels',
    'notifications',
    'notes',
    'assessments',
    'about-me',
  ];
  const roots = new Set(Object.values(keys).map((key) => ('all' in key ? key.all[0] : key[0])));
  for (const resource of [...words, ...more]) {
    const touched = keysOf({ resource, id: 'R1', kind: 'update', client: 'R1', home: 'H1' });
    expect(touched.length, resource).toBeGreaterThan(0);
    for (const key of touched) expect(roots, resource).toContain(key[0]);
  }
  expect(keysOf({ resource: 'of-a-later-version', id: 'R1', kind: 'update' })).toEqual([]);
});
