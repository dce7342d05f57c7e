// @vitest-environment jsdom
import type { NotificationOut } from '@almoner/client';
import { useAcknowledge, useNotifications, useReadNotification, useUnread } from '@almoner/client/react';
import {
  aJob,
  aNotification,
  aRun,
  aRung,
  aWorld,
  handlers,
  problem,
  type WorldParts,
} from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { BASE } from './fake.js';
import { gate, setUp } from './react.js';

const { server, around } = setUp();
const at = (path: string) => `${BASE}/api/v1${path}`;

function living(parts: WorldParts) {
  const world = aWorld(parts);
  server.use(...handlers(world));
  return world;
}

/** The list, the count and both marks, when list and count are there. */
async function shown() {
  const { result } = renderHook(
    () => ({
      list: useNotifications(),
      unread: useUnread(),
      take: useAcknowledge(),
      read: useReadNotification(),
    }),
    { wrapper: around.wrapper },
  );
  await waitFor(() => expect(result.current.list.data && result.current.unread.data).toBeTruthy());
  return {
    result,
    row: () => result.current.list.rows[0]!,
    count: () => result.current.unread.data!,
  };
}

describe('a notification that somebody sees to', () => {
  it('shows so at once, in the count too, and stands as the server says afterwards', async () => {
    const [urgent, other] = [
      aNotification({}, 1),
      aNotification({ priority: 'low', told_at: '2026-11-22T12:00:00Z' }, 2),
    ];
    const world = living({ notifications: [urgent, other] });
    const sending = gate();
    server.use(
      http.post(at('/notifications/:id/acknowledge'), async () => {
        await sending.passed;
        return undefined;
      }),
    );
    const { result, row, count } = await shown();
    expect(count()).toEqual({ unread: 2, urgent: 1 });
    await act(async () => result.current.take.mutate(urgent));
    await waitFor(() => expect(row().acknowledged_at).toBeTruthy());
    expect(row().read_at).toBeTruthy();
    expect(count()).toEqual({ unread: 1, urgent: 0 });
    expect(world.notifications.get(urgent.id)!.acknowledged_at).toBeNull();
    sending.open();
    await waitFor(() => expect(row().acknowledged_at).toBe('2026-11-23T12:00:00Z'));
    expect(count()).toEqual({ unread: 1, urgent: 0 });
  });

  it('goes back when it is refused, and what another press set stays', async () => {
    const urgent = aNotification({}, 1);
    living({ notifications: [urgent] });
    const [sending, reading] = [gate(), gate()];
    let lists = 0;
    server.use(
      http.get(at('/notifications'), async () => {
        lists += 1;
        // What is read again afterwards comes when the test lets it: what it sees before is the hook's own doing.
        if (lists > 1) await reading.passed;
        return undefined;
      }),
      http.get(at('/notifications/unread'), async () => {
        if (lists > 1) await reading.passed;
        return undefined;
      }),
      http.post(at('/notifications/:id/acknowledge'), async () => {
        await sending.passed;
        return problem('forbidden');
      }),
    );
    const { result, row, count } = await shown();
    await act(async () => result.current.read.mutate(urgent));
    await waitFor(() => expect(row().read_at).toBe('2026-11-23T12:00:00Z'));
    await act(async () => result.current.take.mutate(urgent));
    await waitFor(() => expect(row().acknowledged_at).toBeTruthy());
    expect(count()).toEqual({ unread: 0, urgent: 0 });
    sending.open();
    await waitFor(() => expect(result.current.take.isError).toBe(true));
    await waitFor(() => expect(row().acknowledged_at).toBeNull());
    expect(row().read_at).toBe('2026-11-23T12:00:00Z');
    expect(count()).toEqual({ unread: 0, urgent: 1 });
    reading.open();
  });

  it('is one press when the first answer was lost', async () => {
    const urgent = aNotification({}, 1);
    living({ notifications: [urgent] });
    const seen: (string | null)[] = [];
    server.use(
      http.post(at('/notifications/:id/acknowledge'), ({ request }) => {
        seen.push(request.headers.get('idempotency-key'));
        return seen.length <= 4 ? problem('unavailable') : undefined;
      }),
    );
    const { result } = await shown();
    const press = () => act(() => result.current.take.mutateAsync(urgent).catch(() => null));
    expect(await press()).toBeNull();
    expect(((await press()) as NotificationOut).acknowledged_at).toBe('2026-11-23T12:00:00Z');
    expect(new Set(seen).size).toBe(1);
    expect(seen).toHaveLength(5);
  });
});

describe('the made-up server', () => {
  it('reads all up to a moment, and what came later stays unread', async () => {
    const [old, late] = [
      aNotification({ told_at: '2026-11-23T08:00:00Z' }, 1),
      aNotification({ told_at: '2026-11-23T13:00:00Z' }, 2),
    ];
    living({ notifications: [old, late] });
    expect(await around.almoner.notifications.readAll({ until: '2026-11-23T12:00:00Z' })).toEqual({
      marked: 1,
    });
    const { items } = await around.almoner.notifications.list({ unread: true });
    expect(items.map(({ id }) => id)).toEqual([late.id]);
  });

  it('takes preferences by their version, from the first on', async () => {
    living({});
    const { preferences } = around.almoner.notifications;
    const before = await preferences.get();
    const own = { email: 'all', quiet: 'own', quiet_from: '21:00', quiet_to: '08:00' } as const;
    expect((await preferences.update(before, own)).version).toBe(1);
    await expect(preferences.update(before, { email: 'none', quiet: 'never' })).rejects.toMatchObject({
      code: 'stale',
    });
    const { quiet_from: _, ...without } = own;
    await expect(preferences.update({ version: 1 }, without)).rejects.toMatchObject({
      fields: [{ path: 'quiet_from' }],
    });
  });

  it('refuses a rung twice, starts a job once, and replays what is dead', async () => {
    const job = aJob({}, 1);
    const dead = aRun({ status: 'dead', can: ['replay'] }, 2);
    living({ ladder: [aRung({}, 1)], jobs: [job], runs: [dead] });
    const { ladder } = around.almoner.notifications;
    await expect(ladder.create({ step: 1, after_minutes: 20, who: 'managers' })).rejects.toMatchObject({
      code: 'duplicate',
    });
    expect((await ladder.create({ step: 2, after_minutes: 30, who: 'owners' })).step).toBe(2);
    const { schedules } = around.almoner;
    const run = await schedules.start(job.id, { idempotencyKey: 'tap-1' });
    expect((await schedules.start(job.id, { idempotencyKey: 'tap-1' })).id).toBe(run.id);
    await expect(schedules.start(job.id)).rejects.toMatchObject({ code: 'in_progress' });
    expect((await schedules.runs.replay(dead)).status).toBe('queued');
    await expect(schedules.runs.replay({ ...dead, version: 2 })).rejects.toMatchObject({
      code: 'illegal_transition',
    });
  });
});
