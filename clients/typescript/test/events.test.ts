import { createAlmoner, memoryTokens, type ApiError, type EventsState } from '@almoner/client';
import { problem } from '@almoner/client/testing';
import { expect, it, vi } from 'vitest';
import { parser, type Frame } from '../src/events.js';
import { BASE, fakeFetch, noWaiting } from './fake.js';

/** An answer whose pieces come one after the other; it ends after the last unless it is to stay open. */
function stream(pieces: string[], stays = false): Response {
  const body = new ReadableStream({
    start(to) {
      for (const piece of pieces) to.enqueue(new TextEncoder().encode(piece));
      if (!stays) to.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

const change = (id: string) =>
  `id: at-${id}\nevent: change\ndata: {"resource":"clients","id":"${id}","kind":"update"}\n\n`;

it('takes a stream apart in whatever pieces it comes', () => {
  const text =
    'retry: 2500\r\n\r\n:\n\nid: a\nevent: change\ndata: {"a":\ndata: 1}\n\nid\revent: x\rdata\r\r';
  const whole: Frame[] = [];
  parser((frame) => whole.push(frame))(text);
  const pieces: Frame[] = [];
  const take = parser((frame) => pieces.push(frame));
  for (const sign of text) take(sign);
  take('\n');
  expect(whole.slice(0, 3)).toEqual([
    { event: '', data: '', retry: 2500 },
    { event: '', data: '' },
    { event: 'change', data: '{"a":\n1}', id: 'a' },
  ]);
  expect(pieces.slice(0, 4)).toEqual([...whole.slice(0, 3), { event: 'x', data: '', id: '' }]);
});

it('tells of changes, and comes again where it left off', async () => {
  const { fetch, sent } = fakeFetch(
    stream([
      'retry: 4000\n\nid: at-0\nevent: open\ndata: {}\n\n',
      change('R1').slice(0, 9),
      change('R1').slice(9),
    ]),
    new Error('no network'),
    () => problem('unavailable', { retryAfter: 7 }),
    stream(
      ['id: at-2\nevent: open\ndata: {}\n\n', 'id: at-3\nevent: resync\ndata: {}\n\n', change('R2')],
      true,
    ),
  );
  const { waits, retry } = noWaiting(0.5);
  const told: string[] = [];
  const states: EventsState[] = [];
  const events = await new Promise<ReturnType<ReturnType<typeof createAlmoner>['events']>>((resolve) => {
    const opened = createAlmoner({ baseUrl: BASE, fetch, retry }).events({
      onChange: ({ id }) => {
        told.push(id);
        if (id === 'R2') resolve(opened);
      },
      onResync: () => told.push('resync'),
      onState: (state) => states.push(state),
    });
  });
  expect(told).toEqual(['R1', 'resync', 'R2']);
  expect(sent.map((one) => one.headers.get('last-event-id'))).toEqual([null, 'at-R1', 'at-R1', 'at-R1']);
  expect(sent.map((one) => one.path)).toEqual(Array(4).fill('/api/v1/events'));
  // What the server said, then that of a failure, then what was asked for and doubled.
  expect(waits).toEqual([4000, 4000, 14_000]);
  expect(states.join(' ')).toBe('open waiting connecting waiting connecting waiting connecting open');
  events.close();
  expect([events.state, events.lastEventId]).toEqual(['closed', 'at-R2']);
});

it('renews a bearer sign-in once, and says when it has ended', async () => {
  const signedIn = {
    access_token: 'old',
    refresh_token: 'R',
    access_ends_at: '2999-01-01T00:00:00Z',
    refresh_ends_at: '2999-01-01T00:00:00Z',
  };
  const refreshed = {
    data: { state: 'signed_in', tokens: { ...signedIn, access_token: 'new' } },
    error: null,
    meta: {},
  };
  const { fetch, sent } = fakeFetch(
    () => problem('unauthenticated'),
    () => Response.json(refreshed),
    stream(['event: open\ndata: {}\n\n']),
    () => problem('unauthenticated'),
  );
  const ended = vi.fn<(error: ApiError) => void>();
  const options = { baseUrl: BASE, fetch, tokens: memoryTokens(signedIn as never), onUnauthenticated: ended };
  const error = await new Promise<ApiError>((resolve) => {
    createAlmoner({ ...options, retry: noWaiting().retry }).events({ onError: resolve });
  });
  const streams = sent.filter((one) => one.path === '/api/v1/events');
  expect(streams.map((one) => one.headers.get('authorization'))).toEqual([
    'Bearer old',
    'Bearer new',
    'Bearer new',
  ]);
  expect([error.code, ended.mock.calls.length]).toEqual(['unauthenticated', 1]);
});

it('gives up where the server will not have it, and when it is told to', async () => {
  const { fetch, sent } = fakeFetch(() => problem('invalid'));
  const almoner = createAlmoner({ baseUrl: BASE, fetch, retry: noWaiting().retry });
  const error = await new Promise<ApiError>((resolve) => almoner.events({ onError: resolve }));
  expect([error.code, sent.length]).toEqual(['invalid', 1]);
  const gone = new AbortController();
  gone.abort();
  const events = almoner.events({ signal: gone.signal });
  await Promise.resolve();
  expect([events.state, sent.length]).toEqual(['closed', 1]);
});
