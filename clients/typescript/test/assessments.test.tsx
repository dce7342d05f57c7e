// @vitest-environment jsdom
import { newKey } from '@almoner/client';
import {
  keys,
  useAboutMe,
  useAddToAssessment,
  useAssessment,
  useAssessmentTrend,
  useClientAssessments,
  useDueAssessments,
  useInstruments,
  useProposeAboutMe,
  useRecordAssessment,
  useRejectAboutMe,
  useUpdateAboutMe,
  useVerifyAboutMe,
} from '@almoner/client/react';
import {
  anAboutMe,
  anAssessment,
  anInstrument,
  aWorld,
  handlers,
  idOf,
  problem,
  type WorldParts,
} from '@almoner/client/testing';
import { act, renderHook, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../src/keys.js';
import { BASE } from './fake.js';
import { gate, setUp } from './react.js';

const { server, around } = setUp();
const at = (path: string) => `${BASE}/api/v1${path}`;
const CLIENT = idOf('client', 1);
const ANSWERS = { lips: 'cracked', dry_days: 5 };
const BODY = { instrument: 'mouth_check', instrument_version: 1000, answers: ANSWERS };

function living(parts: WorldParts = {}) {
  const world = aWorld({
    instruments: [anInstrument()],
    comesTo: () => ({ score: 7, band: 'high', band_rank: 1, review_id: idOf('review', 1) }),
    ...parts,
  });
  server.use(...handlers(world));
  return world;
}

describe('assessments', () => {
  it('reads what is due, the last of each resident and instrument, without what was struck out', async () => {
    living({
      assessments: [
        anAssessment({ next_due_on: '2026-11-20', occurred_at: '2026-10-20T10:00:00Z' }, 1),
        anAssessment({ next_due_on: '2026-12-01', occurred_at: '2026-11-20T10:00:00Z' }, 2),
        anAssessment({ struck_at: '2026-11-21T10:00:00Z', next_due_on: '2026-12-20' }, 3),
        anAssessment({ client_id: idOf('client', 2), next_due_on: '2026-11-30' }, 4),
      ],
    });
    const { result } = renderHook(
      () => ({
        all: useDueAssessments({ home: idOf('home', 1) }),
        soon: useDueAssessments({ due_before: '2026-12-01' }),
        trend: useAssessmentTrend(CLIENT, { instrument: 'mouth_check' }),
        list: useClientAssessments(CLIENT, { instrument: 'mouth_check' }),
      }),
      { wrapper: around.wrapper },
    );
    await waitFor(() => expect(result.current.trend.data && result.current.list.data).toBeTruthy());
    await waitFor(() =>
      expect(result.current.all.rows.map(({ id }) => id)).toEqual([
        idOf('assessment', 4),
        idOf('assessment', 2),
      ]),
    );
    await waitFor(() =>
      expect(result.current.soon.rows.map(({ id }) => id)).toEqual([idOf('assessment', 4)]),
    );
    expect(result.current.trend.data!.points.map(({ assessment_id }) => assessment_id)).toEqual([
      idOf('assessment', 1),
      idOf('assessment', 2),
    ]);
    expect(result.current.list.rows).toHaveLength(3);
  });

  it('shows instruments to answer, and older versions where they are asked for', async () => {
    living({ instruments: [anInstrument(), anInstrument({ version: 999 }, { in_force: false })] });
    const { result } = renderHook(() => ({ now: useInstruments(), all: useInstruments({ all: true }) }), {
      wrapper: around.wrapper,
    });
    await waitFor(() => expect(result.current.all.data?.items).toHaveLength(2));
    expect(result.current.now.data!.items.map(({ instrument }) => instrument.version)).toEqual([1000]);
  });

  it('stores what was sent under one key once, through a lost answer and a form that was opened again', async () => {
    const world = living();
    const key = newKey();
    let lost = true;
    server.use(
      http.post(at('/clients/:id/assessments'), async ({ request }) => {
        if (!lost) return undefined;
        lost = false;
        // It arrives and is stored; the answer does not come back.
        const { instrument, answers } = (await request.clone().json()) as typeof BODY;
        const row = anAssessment({ instrument, answers }, 50);
        world.assessments.set(row.id, row);
        world.keys.set(key, {
          body: `POST ${new URL(request.url).pathname} ${await request.text()}`,
          status: 201,
          find: () => ({ id: row.id, stored: true }),
        });
        return HttpResponse.error();
      }),
    );
    const first = renderHook(() => useRecordAssessment(), { wrapper: around.wrapper });
    await act(async () => {
      await first.result.current.mutateAsync({ client: CLIENT, body: BODY, key }).catch(() => undefined);
    });
    first.unmount();
    const again = renderHook(() => useRecordAssessment(), { wrapper: around.wrapper });
    let receipt: unknown;
    await act(async () => {
      receipt = await again.result.current.mutateAsync({ client: CLIENT, body: BODY, key });
    });
    expect(receipt).toMatchObject({ id: idOf('assessment', 50) });
    expect(world.assessments.size).toBe(1);
    // Other answers under that key are not taken for the first.
    let refused: unknown;
    await act(async () => {
      refused = await again.result.current
        .mutateAsync({ client: CLIENT, body: { ...BODY, answers: { ...ANSWERS, dry_days: 1 } }, key })
        .catch((error: unknown) => error);
    });
    expect(refused).toMatchObject({ code: 'idempotency_key_reused' });
    expect(world.assessments.size).toBe(1);
  });

  it('says what answers came to, names all that is wrong of them, and reads the plan again', async () => {
    const world = living();
    const { result } = renderHook(() => useRecordAssessment(), { wrapper: around.wrapper });
    around.queries.setQueryData(keys.carePlans.plan(CLIENT), { id: 'P1' });
    let refused: unknown;
    await act(async () => {
      refused = await result.current
        .mutateAsync({ client: CLIENT, body: { ...BODY, answers: { dry_days: 9 } }, key: newKey() })
        .catch((error: unknown) => error);
    });
    expect((refused as { fields: { path: string }[] }).fields.map(({ path }) => path)).toEqual([
      'answers.lips',
      'answers.dry_days',
    ]);
    expect(world.assessments.size).toBe(0);
    await act(async () => {
      await result.current.mutateAsync({ client: CLIENT, body: BODY, key: newKey() });
    });
    expect(result.current.data).toMatchObject({
      score: 7,
      band: 'high',
      band_label: 'High',
      action: 'Ask for a dentist.',
    });
    await waitFor(() =>
      expect(around.queries.getQueryState(keys.carePlans.plan(CLIENT))!.isInvalidated).toBe(true),
    );
  });

  it('adds to one, and a struck one says why', async () => {
    living({ assessments: [anAssessment({}, 1)] });
    const { result } = renderHook(
      () => ({ one: useAssessment(idOf('assessment', 1)), add: useAddToAssessment() }),
      { wrapper: around.wrapper },
    );
    await waitFor(() => expect(result.current.one.data).toBeTruthy());
    await act(async () => {
      await result.current.add.mutateAsync([
        idOf('assessment', 1),
        { kind: 'strike_out', text: 'The resident next door' },
      ]);
    });
    await waitFor(() =>
      expect(result.current.one.data!.assessment.struck_because).toBe('The resident next door'),
    );
    expect(result.current.one.data!.addenda).toMatchObject([{ kind: 'strike_out' }]);
  });

  it('is read again when somebody else assessed, or added to an assessment', () => {
    const told = (resource: string) => keysOf({ resource, id: 'R1', kind: 'update', client: CLIENT });
    expect(told('assessments')).toContainEqual(keys.assessments.all);
    expect(told('notes')).toContainEqual(keys.assessments.all);
  });
});

describe('about me', () => {
  async function shown(parts: WorldParts) {
    const world = living(parts);
    const { result } = renderHook(
      () => ({
        words: useAboutMe(CLIENT),
        past: useAboutMe(CLIENT, { show: 'all' }),
        propose: useProposeAboutMe(),
        verify: useVerifyAboutMe(),
        reject: useRejectAboutMe(),
        update: useUpdateAboutMe(idOf('word', 1)),
      }),
      { wrapper: around.wrapper },
    );
    await waitFor(() => expect(result.current.words.data && result.current.past.data).toBeTruthy());
    return { world, result, words: () => result.current.words.data!.items };
  }

  it('shows a word as checked at once, and the one before it ends', async () => {
    const { result, words } = await shown({
      aboutMe: [anAboutMe({ text: 'Tea' }, 1), anAboutMe({ text: 'Coffee', status: 'proposed' }, 2)],
    });
    const [passing, reading] = [gate(), gate()];
    let pressed = false;
    server.use(
      http.post(at('/about-me/:id/verify'), async () => {
        pressed = true;
        await passing.passed;
        return undefined;
      }),
      http.get(at('/clients/:id/about-me'), async () => {
        if (pressed) await reading.passed;
        return undefined;
      }),
    );
    const proposed = words().find(({ text }) => text === 'Coffee')!;
    await act(async () => result.current.verify.mutate(proposed));
    await waitFor(() => expect(words().find(({ text }) => text === 'Coffee')!.status).toBe('verified'));
    expect(words()).toHaveLength(2);
    passing.open();
    reading.open();
    await waitFor(() => expect(words().map(({ text }) => text)).toEqual(['Coffee']));
    await waitFor(() =>
      expect(result.current.past.data!.items.map(({ text, status }) => [text, status])).toEqual([
        ['Coffee', 'verified'],
        ['Tea', 'ended'],
      ]),
    );
  });

  it('goes back to "not checked" when that is refused', async () => {
    const { result, words } = await shown({ aboutMe: [anAboutMe({ status: 'proposed' }, 1)] });
    server.use(http.post(at('/about-me/:id/verify'), () => problem('forbidden')));
    await act(async () => {
      await result.current.verify.mutateAsync(words()[0]!).catch(() => undefined);
    });
    await waitFor(() => expect(words()[0]!.status).toBe('proposed'));
  });

  it('proposes, changes and rejects a word', async () => {
    const { world, result, words } = await shown({ aboutMe: [anAboutMe({ status: 'proposed' }, 1)] });
    await act(async () => {
      await result.current.propose.mutateAsync([
        CLIENT,
        { topic: 'please_do_not', text: 'Call me love', said_by: 'resident' },
      ]);
    });
    await waitFor(() =>
      expect(words().map(({ topic }) => topic)).toEqual(['matters_to_me', 'please_do_not']),
    );
    await act(async () => {
      await result.current.update.mutateAsync({ record: words()[0]!, patch: { text: 'The paper at eight' } });
    });
    expect(world.aboutMe.get(idOf('word', 1))!.text).toBe('The paper at eight');
    await act(async () => {
      await result.current.reject.mutateAsync([
        world.aboutMe.get(idOf('word', 1))!,
        { reason: 'Her sister’s' },
      ]);
    });
    await waitFor(() => expect(words().map(({ topic }) => topic)).toEqual(['please_do_not']));
  });
});
