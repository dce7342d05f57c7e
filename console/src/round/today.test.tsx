import { aTask, aTaskRecord, idOf, type WorldParts } from '@almoner/client/testing';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clearToasts } from '~/kit';
import { replaceOutbox } from '~/outbox/current';
import { axe } from '~/test/axe';
import { CARER, ME, carer } from '~/test/carer';
import { render } from '~/test/render';
import { answer, at, http, refuse, server } from '~/test/server';
import { TodayPage } from './TodayPage';

afterEach(() => {
  clearToasts();
  replaceOutbox(undefined);
  vi.restoreAllMocks();
});

interface Sent {
  path: string;
  key: string | null;
  body: Record<string, unknown>;
}
/** What is sent to tasks, answered as told. */
function records(reply: (sent: Sent) => Response = () => answer({ id: 'r', stored: true, task: null }, 201)) {
  const sent: Sent[] = [];
  server.use(
    http.post(at('/tasks/:id/:what'), async ({ request }) => {
      const one = {
        path: new URL(request.url).pathname,
        key: request.headers.get('idempotency-key'),
        body: (await request.json()) as Record<string, unknown>,
      };
      sent.push(one);
      return reply(one);
    }),
  );
  return sent;
}

async function today(parts: WorldParts = {}, how: { broken?: boolean } = {}) {
  const device = carer(parts, how);
  const user = userEvent.setup();
  const view = await render(<TodayPage />, { queries: device.queries });
  return { ...device, ...view, user };
}
const done = () => screen.findByRole('button', { name: 'Done: Offer a drink, Agnes Whitlock' });

it('says who, where, what and how late, and has nothing that axe knows to be wrong', async () => {
  const { container } = await today();
  expect(await screen.findByRole('heading', { name: 'Agnes Whitlock' })).toBeVisible();
  expect(screen.getByText('Due 11:00, 1 hour late')).toBeVisible();
  expect(screen.getByText('Stay until at least half is drunk.')).toBeVisible();
  expect(screen.getByRole('heading', { name: /Overdue/ })).toBeVisible();
  expect(await axe(container)).toEqual([]);
});

describe('one tap', () => {
  it('is on the device before the screen says Done, goes after six seconds, and stays in its place', async () => {
    const { user, kept, later, world } = await today();
    const sent = records(() => {
      world.tasks.set(idOf('task', 1), aTask({ status: 'done', last_ordinal: 1 }, 1));
      return answer({ id: 'r', stored: true, task: null }, 201);
    });
    await user.click(await done());
    expect(await screen.findByText('Done, waiting to send')).toBeVisible();
    expect(kept()).toMatchObject([{ author: { id: ME.id }, deed: { id: idOf('task', 1) } }]);
    expect(sent).toEqual([]);
    await act(later);
    expect(await screen.findByText('Done, recorded')).toBeVisible();
    expect(sent).toMatchObject([
      { path: `/api/v1/tasks/${idOf('task', 1)}/records`, body: { outcome: 'done', last_seen_ordinal: 0 } },
    ]);
    expect(sent[0]!.body['occurred_at']).toEqual(expect.any(String));
    await waitFor(() => expect(kept()).toEqual([]));
    // The round has it no more, and nothing has moved under the thumb.
    expect(screen.getByRole('heading', { name: 'Agnes Whitlock' })).toBeVisible();
    expect(screen.getByRole('button', { name: /^Correct what was recorded/ })).toBeVisible();
  });

  it('is taken back in place', async () => {
    const sent = records();
    const { user, kept } = await today();
    await user.click(await done());
    await user.click(await screen.findByRole('button', { name: 'Undo: Offer a drink, Agnes Whitlock' }));
    expect(await done()).toBeVisible();
    expect(kept()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('is not called done where the device keeps nothing', async () => {
    const { user } = await today({}, { broken: true });
    await user.click(await done());
    expect(await screen.findByText(/This was not recorded/)).toBeVisible();
    expect(await done()).toBeVisible();
  });
});

it('shows what somebody else recorded meanwhile, and keeps both under the same key', async () => {
  const theirs = {
    task: { ...aTask({ status: 'partly' }, 1), last_ordinal: 1 },
    records: [aTaskRecord({}, 1)],
  };
  const replies = [refuse(409, { code: 'recorded_meanwhile', current: theirs })];
  const sent = records(() => replies.shift() ?? answer({ id: 'r', stored: true, task: null }, 201));
  const { user, later } = await today();
  await user.click(await done());
  await screen.findByText('Done, waiting to send');
  await act(later);
  expect(
    await screen.findByText('Ben Carter recorded this at 12:00: Partly done, 120 ml, Half of it'),
  ).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Keep both' }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toMatchObject({ key: sent[0]!.key, body: { last_seen_ordinal: 1 } });
});

it('asks why something was refused, and keeps the other outcome with what was measured', async () => {
  const { user, kept } = await today();
  await user.click(await screen.findByRole('button', { name: /^Another outcome/ }));
  const sheet = within(await screen.findByRole('dialog', { name: 'Offer a drink' }));
  await user.click(sheet.getByRole('radio', { name: 'Refused' }));
  await user.click(sheet.getByRole('button', { name: 'Record it' }));
  expect(await sheet.findByText('Say why in a few words.')).toBeVisible();
  expect(kept()).toEqual([]);
  await user.click(sheet.getByRole('button', { name: 'Felt unwell' }));
  await user.click(sheet.getByRole('button', { name: 'More: Millilitres (ml)' }));
  await user.click(sheet.getByRole('button', { name: 'Record it' }));
  await waitFor(() => expect(kept()).toHaveLength(1));
  expect(kept()[0]!.deed.body).toMatchObject({
    outcome: 'declined',
    reason: 'Felt unwell',
    measures: { ml: 50 },
  });
});

describe('a prompt', () => {
  const prompt = aTask({ kind: 'prompt', title: 'Give and sign on the MAR chart', domain: 'medication' }, 1);

  it('is told at once and never kept on the device', async () => {
    const sent = records();
    const { user, kept } = await today({ tasks: [prompt] });
    expect(screen.queryByRole('button', { name: /^Done/ })).toBeNull();
    await user.click(await screen.findByRole('button', { name: /^MAR checked/ }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]!.body).toEqual({ outcome: 'mar_checked', last_seen_ordinal: 0 });
    expect(kept()).toEqual([]);
  });

  it('has no button without a connection, and is none of several', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    await today({
      tasks: [prompt, aTask({ ...prompt, id: idOf('task', 2), client_id: idOf('client', 2) }, 2)],
    });
    expect(await screen.findAllByText(/Needs a connection. Sign the MAR chart/)).toHaveLength(2);
    expect(screen.queryByRole('button', { name: /^MAR checked/ })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Do for several' })).toBeNull();
  });
});

it('gives each of several an entry of their own, and ticks nobody beforehand', async () => {
  const { user, kept } = await today({
    tasks: [
      aTask({}, 1),
      aTask({ client_id: idOf('client', 2) }, 2),
      aTask({ client_id: idOf('client', 3) }, 3),
    ],
  });
  await user.click(await screen.findByRole('button', { name: 'Do for several' }));
  const sheet = within(await screen.findByRole('dialog', { name: 'Do for several' }));
  await user.click(sheet.getByRole('button', { name: 'Record as done' }));
  expect(await sheet.findByText('Tick at least one.')).toBeVisible();
  const boxes = sheet.getAllByRole('checkbox');
  await user.click(boxes[0]!);
  await user.click(boxes[2]!);
  await user.click(sheet.getByRole('button', { name: 'Record as done for 2' }));
  await waitFor(() => expect(kept().map(({ deed }) => deed.id)).toEqual([idOf('task', 1), idOf('task', 3)]));
  expect(new Set(kept().map(({ key }) => key)).size).toBe(2);
});

describe('a task for two', () => {
  const task = aTask({ people: 2, status: 'done', awaits_confirmation: true, last_ordinal: 1 }, 1);

  it('is confirmed by somebody who saw what the first recorded', async () => {
    const { user, kept } = await today({ tasks: [task], records: { [task.id]: [aTaskRecord({}, 1)] } });
    await user.click(await screen.findByRole('button', { name: /^Confirm as the second person/ }));
    const sheet = within(await screen.findByRole('dialog'));
    expect(await sheet.findByText(/^Ben Carter, 12:00: Partly done/)).toBeVisible();
    await user.click(sheet.getByRole('button', { name: 'I was there' }));
    await waitFor(() => expect(kept()).toHaveLength(1));
    expect(kept()[0]!.deed).toMatchObject({
      kind: 'confirmation',
      body: { confirms_ordinal: 1, last_seen_ordinal: 1 },
    });
  });

  it('is not confirmed by whoever recorded it', async () => {
    const mine = aTaskRecord({ author_id: ME.id }, 1);
    const { user } = await today({ tasks: [task], records: { [task.id]: [mine] } });
    await user.click(await screen.findByRole('button', { name: /^Confirm as the second person/ }));
    expect(await screen.findByText(/somebody else confirms it/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'I was there' })).toBeNull();
  });
});

describe('what is known of the list', () => {
  it('is when the next is due, and that the plan counts where tasks are not made', async () => {
    await today({ tasks: [], tasksReadyUntil: '2026-11-23T03:00:00Z' });
    expect(
      await screen.findByText('The task list may be incomplete since 03:00. Use the plan.'),
    ).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Nothing due now' })).toBeVisible();
  });

  it('stays with its age when the server is out of reach, and goes when it is not theirs any more', async () => {
    const { queries } = await today();
    await done();
    server.use(http.get(at('/round'), () => Response.error()));
    await act(() => queries.invalidateQueries({ queryKey: ['tasks'] }));
    expect(await screen.findByText('From 12:00, less than a minute old')).toBeVisible();
    expect(await done()).toBeVisible();
    server.use(http.get(at('/round'), () => refuse(404, { code: 'not_found' })));
    await act(() => queries.invalidateQueries({ queryKey: ['tasks'] }));
    await waitFor(() => expect(screen.queryByText('Agnes Whitlock')).toBeNull());
  });
});

it('leaves an open sheet as it is when the sign-in ends', async () => {
  const { user, queries } = await today();
  await user.click(await screen.findByRole('button', { name: /^Another outcome/ }));
  await user.type(await screen.findByLabelText(/^Note/), 'Half');
  server.use(
    http.get(at('/round'), () => refuse(401, { code: 'unauthenticated' })),
    http.post(at('/session/refresh'), () => refuse(401, { code: 'unauthenticated' })),
  );
  await act(() => queries.invalidateQueries({ queryKey: ['tasks'] }));
  await screen.findByText(/could not be read again/);
  expect(screen.getByLabelText(/^Note/)).toHaveValue('Half');
});

it('asks in which home, where they give care in several', async () => {
  const [home] = CARER.homes;
  const session = { ...CARER, homes: [home!, { ...home!, id: idOf('home', 2), name: 'Fernleigh' }] };
  const { queries } = carer({ session });
  queries.setQueryData(['session'], session);
  await render(<TodayPage />, { queries });
  await userEvent.click(await screen.findByRole('button', { name: 'Work in Harbour View' }));
  expect(await done()).toBeVisible();
});
