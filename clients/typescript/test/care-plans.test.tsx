// @vitest-environment jsdom
import { isApiError, type CarePlanVersionOut } from '@almoner/client';
import {
  keys,
  useCarePlan,
  useCarePlanReads,
  useReviews,
  useCarePlanVersion,
  useConfirmRead,
  useHoldReview,
  usePublish,
  useStartDraft,
  useSubmitDraft,
  useUpdateDraft,
  withDomains,
} from '@almoner/client/react';
import { aPlanVersion, aReview, aWorld, handlers, problem, type WorldParts } from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { BASE } from './fake.js';
import { gate, setUp } from './react.js';

const { server, around } = setUp();
const at = (path: string) => `${BASE}/api/v1${path}`;

function living(parts: WorldParts) {
  const world = aWorld(parts);
  server.use(...handlers(world));
  return world;
}

const draft = () => aPlanVersion({ status: 'draft' }, 2);

/** A draft on the screen and what writes in it. */
async function writing(options?: Parameters<typeof useUpdateDraft>[1]) {
  const { id } = draft();
  const { result } = renderHook(
    () => ({ version: useCarePlanVersion(id), update: useUpdateDraft(id, options) }),
    { wrapper: around.wrapper },
  );
  await waitFor(() => expect(result.current.version.data).toBeDefined());
  return { result, row: () => result.current.version.data! };
}

describe('writing in a draft', () => {
  it('shows what was typed at once, names its domains still, and sends only what changed', async () => {
    living({ planVersions: [draft()] });
    const sending = gate();
    const sent: unknown[] = [];
    server.use(
      http.patch(at('/care-plan-versions/:id'), async ({ request }) => {
        sent.push(await request.clone().json());
        await sending.passed;
        return undefined;
      }),
    );
    const { result, row } = await writing();
    const before = row();
    act(() =>
      result.current.update.mutate({
        record: before,
        patch: { domains: { pain: { need: 'Her knee' }, sleep: null } },
      }),
    );
    await waitFor(() => expect(row().sections.pain).toEqual({ need: 'Her knee' }));
    expect(row().sections.sleep).toBeUndefined();
    expect(row().sections.mobility_falls).toEqual(before.sections.mobility_falls);
    expect(row().domains).toEqual(['mobility_falls', 'sleep']);
    sending.open();
    await waitFor(() => expect(row().domains).toEqual(['mobility_falls', 'pain']));
    expect(sent).toEqual([{ domains: { pain: { need: 'Her knee' }, sleep: null } }]);
  });

  it('sends one save after another on the version that the one before made', async () => {
    living({ planVersions: [draft()] });
    const tags: (string | null)[] = [];
    server.use(
      http.patch(at('/care-plan-versions/:id'), ({ request }) => {
        tags.push(request.headers.get('if-match'));
        return undefined;
      }),
    );
    const { result, row } = await writing();
    const record = row();
    act(() => {
      result.current.update.mutate({ record, patch: { domains: { pain: { need: 'Knee' } } } });
      result.current.update.mutate({ record, patch: { domains: { skin: { need: 'Dry' } } } });
    });
    await waitFor(() => expect(row().domains).toEqual(['mobility_falls', 'pain', 'skin', 'sleep']));
    expect(tags).toEqual(['"v1"', '"v2"']);
  });

  it('hands over what somebody else saved, with what was to be said, and nothing of it was stored', async () => {
    const theirs = aPlanVersion(
      { ...draft(), version: 5, sections: { sleep: { need: 'Sleeps through' } } },
      2,
    );
    const world = living({ planVersions: [draft()] });
    const onConflict = vi.fn();
    const { result, row } = await writing({ onConflict });
    const record = row();
    world.planVersions.set(theirs.id, theirs);
    const patch = { domains: { sleep: { need: 'Wakes at five' } } };
    await act(() => result.current.update.mutateAsync({ record, patch }).catch(() => null));
    await waitFor(() => expect(onConflict).toHaveBeenCalledTimes(1));
    const { current, wanted } = onConflict.mock.calls[0]![0] as {
      current: CarePlanVersionOut;
      wanted: unknown;
    };
    expect(current).toMatchObject({ version: 5, sections: { sleep: { need: 'Sleeps through' } } });
    expect(wanted).toEqual({ record, patch });
    await waitFor(() => expect(row().sections).toEqual(theirs.sections));
    expect(world.planVersions.get(theirs.id)).toEqual(theirs);
  });

  it('takes back what it showed where the server refuses it', async () => {
    living({ planVersions: [draft()] });
    server.use(http.patch(at('/care-plan-versions/:id'), () => problem('illegal_transition')));
    const { result, row } = await writing();
    const before = row().sections;
    await act(() =>
      result.current.update
        .mutateAsync({ record: row(), patch: { domains: { sleep: { need: 'Other' } } } })
        .catch(() => null),
    );
    await waitFor(() => expect(result.current.update.isError).toBe(true));
    expect(row().sections).toEqual(before);
  });
});

describe('the life of a plan', () => {
  it('goes from a draft of the active version to being published, and the plan shows it', async () => {
    living({ planVersions: [aPlanVersion({}, 1)] });
    const client = aPlanVersion({}, 1).client_id;
    const { result } = renderHook(
      () => ({
        plan: useCarePlan(client),
        start: useStartDraft(),
        submit: useSubmitDraft(),
        publish: usePublish(),
      }),
      { wrapper: around.wrapper },
    );
    await waitFor(() => expect(result.current.plan.data?.active?.number).toBe(1));
    const plan = result.current.plan.data!;
    const started = await act(() =>
      result.current.start.mutateAsync([plan.id, { change_reason: 'She fell' }]),
    );
    expect(started).toMatchObject({ number: 2, status: 'draft', sections: plan.active!.sections });
    const handed = await act(() => result.current.submit.mutateAsync([started]));
    await act(() => result.current.publish.mutateAsync([handed]));
    await waitFor(() => expect(result.current.plan.data?.active?.number).toBe(2));
    expect(result.current.plan.data!.drafts).toEqual([]);
  });

  it('says that the plan changed where another version was published meanwhile', async () => {
    const mine = aPlanVersion({ status: 'in_review', based_on_id: aPlanVersion({}, 1).id }, 2);
    living({ planVersions: [aPlanVersion({ status: 'superseded' }, 1), mine, aPlanVersion({}, 3)] });
    const { result } = renderHook(() => usePublish(), { wrapper: around.wrapper });
    const error = await act(() => result.current.mutateAsync([mine]).catch((why: unknown) => why));
    expect(isApiError(error, 'plan_changed')).toBe(true);
  });

  it('is confirmed once by each person', async () => {
    const version = aPlanVersion({}, 1);
    living({ planVersions: [version] });
    const { result } = renderHook(
      () => ({ reads: useCarePlanReads(version.id), confirm: useConfirmRead() }),
      { wrapper: around.wrapper },
    );
    await waitFor(() => expect(result.current.reads.data?.items).toEqual([]));
    const said = {
      shown_at: '2026-11-23T12:00:00Z',
      confirmed_at: '2026-11-23T12:01:00Z',
      copy_age_seconds: 20,
    };
    await act(() => result.current.confirm.mutateAsync([version.id, said]));
    await waitFor(() => expect(result.current.reads.data?.items).toHaveLength(1));
    expect(result.current.reads.data!.items[0]).toMatchObject(said);
    const again = await act(() =>
      result.current.confirm.mutateAsync([version.id, said]).catch((why: unknown) => why),
    );
    expect(isApiError(again, 'duplicate')).toBe(true);
  });
});

it('a review that is held leaves the list of those due, and the next one comes', async () => {
  living({ reviews: [aReview({ due_on: '2026-11-20' }, 1), aReview({ due_on: '2026-12-20' }, 2)] });
  const { result } = renderHook(() => ({ list: useReviews({ status: 'due' }), hold: useHoldReview() }), {
    wrapper: around.wrapper,
  });
  await waitFor(() => expect(result.current.list.rows).toHaveLength(2));
  const first = result.current.list.rows[0]!;
  const held = await act(() =>
    result.current.hold.mutateAsync([first, { outcome: 'no_change', involved: ['resident'] }]),
  );
  expect(held).toMatchObject({ status: 'held', next_due_on: '2026-12-29' });
  await waitFor(() =>
    expect(result.current.list.rows.map((row) => row.due_on)).toEqual(['2026-12-20', '2026-12-29']),
  );
});

it('replaces and takes out domains, and leaves the rest', () => {
  const sections = { sleep: { need: 'a' }, pain: { need: 'b' } };
  expect(withDomains(sections, { sleep: null, skin: { need: 'c' } })).toEqual({
    pain: { need: 'b' },
    skin: { need: 'c' },
  });
  expect(withDomains(sections, null)).toEqual(sections);
});

it('a change of a plan that the stream tells of makes everything of plans old', () => {
  expect(keys.carePlans.plan('c1').slice(0, 1)).toEqual(keys.carePlans.all);
  expect(keys.carePlans.reviews.slice(0, 1)).toEqual(keys.carePlans.all);
});
