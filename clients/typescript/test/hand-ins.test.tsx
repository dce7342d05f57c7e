// @vitest-environment jsdom
import { isApiError, type HandInIn } from '@almoner/client';
import { useHandIn, useNotes } from '@almoner/client/react';
import { aPerson, aSession, aTask, aWorld, handlers } from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BASE } from './fake.js';
import { setUp } from './react.js';

const { server, around } = setUp();

const BEN = aPerson({ name: 'Ben Carter' }, 2);
const drink = (key: string): HandInIn['entries'][number] => ({
  key,
  kind: 'note',
  about_id: 'client-1',
  body: { kind: 'fluid', measures: { in_ml: 200 }, occurred_at: '2026-11-23T12:00:00Z' },
});

function shown() {
  const session = aSession();
  const world = aWorld({ session, people: [BEN], tasks: [aTask({}, 1)] });
  server.use(...handlers(world, BASE));
  const { result } = renderHook(() => ({ handIn: useHandIn(), notes: useNotes() }), {
    wrapper: around.wrapper,
  });
  return { world, session, result };
}

describe('what somebody left on a device', () => {
  it('is handed in under the keys that it has, and the lists show whose it is claimed to be', async () => {
    const { result, session } = shown();
    await waitFor(() => expect(result.current.notes.rows).toEqual([]));
    const sent = { author_id: BEN.id, entries: [drink('a-tap-of-bens')] };
    const { results } = await act(() => result.current.handIn.mutateAsync([sent]));
    expect(results).toMatchObject([{ key: 'a-tap-of-bens', stored: true, replayed: false, problem: null }]);
    await waitFor(() => expect(result.current.notes.rows).toHaveLength(1));
    expect(result.current.notes.rows[0]).toMatchObject({
      author_id: session.person?.id,
      claimed_author: { id: BEN.id, name: 'Ben Carter' },
      measures: { in_ml: 200 },
    });
  });

  it('is stored once, however often it is handed in', async () => {
    const { result, world } = shown();
    const sent = { author_id: BEN.id, entries: [drink('a-tap-of-bens')] };
    const first = await act(() => result.current.handIn.mutateAsync([sent]));
    const again = await act(() => result.current.handIn.mutateAsync([sent]));
    expect(again.results).toMatchObject([{ stored: true, replayed: true, id: first.results[0]!.id }]);
    expect(world.notes.size).toBe(1);
  });

  it('says of each by itself why it is not stored', async () => {
    const { result } = shown();
    const plan = { ...drink('a-plan-of-bens'), kind: 'plan_read' as const };
    const sent = { author_id: BEN.id, entries: [plan, drink('a-tap-of-bens')] };
    const { results } = await act(() => result.current.handIn.mutateAsync([sent]));
    expect(results.map(({ stored, problem }) => [stored, problem?.fields[0]?.path])).toEqual([
      [false, 'kind'],
      [true, undefined],
    ]);
  });

  it('is one to fifty at once', async () => {
    const { result } = shown();
    const entries = Array.from({ length: 51 }, (_, n) => drink(`a-tap-of-bens-${n}`));
    const refused = await act(() =>
      result.current.handIn.mutateAsync([{ author_id: BEN.id, entries }]).catch((error: unknown) => error),
    );
    expect(isApiError(refused, 'invalid') && refused.fields[0]?.code).toBe('too_long');
  });
});
