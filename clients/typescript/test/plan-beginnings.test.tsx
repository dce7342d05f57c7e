// @vitest-environment jsdom
import {
  useCarePlan,
  useConfirmSleepingPlan,
  usePublish,
  useRecordViews,
  useStartInitialPlan,
} from '@almoner/client/react';
import {
  aPlanSleep,
  aPlanVersion,
  aRecordView,
  aWorld,
  handlers,
  idOf,
  type WorldParts,
} from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { setUp } from './react.js';

const { server, around } = setUp();
const client = idOf('client', 1);

function living(parts: WorldParts = {}) {
  const world = aWorld(parts);
  server.use(...handlers(world));
  return world;
}

describe('an initial plan', () => {
  it('is begun once, published from draft, and read again by whoever looks at the plan', async () => {
    living();
    const { result } = renderHook(
      () => ({ start: useStartInitialPlan(), publish: usePublish(), plan: useCarePlan(client) }),
      { wrapper: around.wrapper },
    );
    await waitFor(() => expect(result.current.plan.error?.code).toBe('not_found'));
    const draft = await act(() => result.current.start.mutateAsync([client, { change_reason: 'At seven' }]));
    expect(draft).toMatchObject({ kind: 'initial', status: 'draft', change_reason: 'At seven' });
    await waitFor(() => expect(result.current.plan.data?.drafts).toHaveLength(1));
    await expect(act(() => result.current.start.mutateAsync([client, {}]))).rejects.toMatchObject({
      code: 'illegal_transition',
    });
    await act(() => result.current.publish.mutateAsync([draft]));
    await waitFor(() => expect(result.current.plan.data?.active?.kind).toBe('initial'));
  });
});

describe('a plan that slept', () => {
  it('wakes when somebody says that it is still right; one that is to change sleeps on', async () => {
    living({ planVersions: [aPlanVersion({}, 1)], sleeps: [aPlanSleep({}, 1)] });
    const { result } = renderHook(() => ({ confirm: useConfirmSleepingPlan(), plan: useCarePlan(client) }), {
      wrapper: around.wrapper,
    });
    await waitFor(() => expect(result.current.plan.data?.sleep?.status).toBe('asleep'));
    const sleep = () => result.current.plan.data!.sleep!;
    await expect(
      act(() => result.current.confirm.mutateAsync([sleep(), { verdict: 'needs_change' }])),
    ).rejects.toMatchObject({ code: 'invalid' });
    await act(() =>
      result.current.confirm.mutateAsync([sleep(), { verdict: 'needs_change', note: 'New frame' }]),
    );
    await waitFor(() => expect(sleep()).toMatchObject({ verdict: 'needs_change', can: ['confirm'] }));
    await act(() => result.current.confirm.mutateAsync([sleep(), { verdict: 'still_right' }]));
    await waitFor(() => expect(result.current.plan.data?.sleep).toBeNull());
  });
});

describe('who opened a record', () => {
  it('comes page after page, the latest first, and nothing of another resident', async () => {
    living({
      recordViews: [
        aRecordView({}, 1),
        aRecordView({ person_name: 'Efua Mensah' }, 2),
        aRecordView({ client_id: idOf('client', 2), person_name: 'Dilip Patel' }, 3),
      ],
    });
    const { result } = renderHook(() => useRecordViews(client, { limit: 1 }), { wrapper: around.wrapper });
    await waitFor(() => expect(result.current.rows).toHaveLength(1));
    expect(result.current.rows[0]!.person_name).toBe('Efua Mensah');
    await act(() => result.current.fetchNextPage());
    await waitFor(() => expect(result.current.rows).toHaveLength(2));
    expect(result.current.rows[1]!.person_name).toBe('Ben Carter');
    expect(result.current.hasNextPage).toBe(false);
  });
});
