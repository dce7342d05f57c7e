import { aHandInRefusal, aPerson, aSession, aTask } from '@almoner/client/testing';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { CARER, HOME, ME, carer } from '~/test/carer';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import { sessionKey } from '~/session/query';
import { replaceOutbox } from './current';
import type { Deed, Put } from './entry';
import { WaitingPage } from './WaitingPage';

afterEach(() => {
  clearToasts();
  replaceOutbox(undefined);
});

const BEN = aPerson({ name: 'Ben Carter' }, 2);
const MANAGER = aSession({
  ...CARER,
  homes: CARER.homes.map((home) => ({ ...home, manager: 'registered', can: ['hand_in'] })),
});
const drink: Deed = {
  kind: 'note',
  id: 'client-1',
  body: { kind: 'fluid', measures: { in_ml: 200 }, occurred_at: '2026-11-23T12:00:00Z' },
};
const turned = aTask({}, 1);
const record: Deed = {
  kind: 'task_record',
  id: turned.id,
  body: { outcome: 'done', last_seen_ordinal: 0, occurred_at: '2026-11-23T12:05:00Z' },
};
const put = (what: string, deed: Deed, home = HOME): Put => ({
  home,
  about: { who: 'Agnes Whitlock', what },
  deed,
});

/** What Ben left on a device on which somebody else has signed in. */
async function left(entries: Put[], session = MANAGER) {
  const device = carer({ session, people: [BEN], tasks: [turned] });
  device.queries.setQueryData(sessionKey, session);
  device.outbox.signedIn({ id: BEN.id, name: BEN.name });
  // Not sent: the server takes us for somebody else.
  for (const entry of entries) await device.outbox.put(entry);
  device.outbox.signedIn({ id: ME.id, name: ME.name });
  const user = userEvent.setup();
  const view = await render(<WaitingPage leaving={false} stay={() => {}} />, { queries: device.queries });
  return { ...device, ...view, user };
}

it('lists each entry and what it means, hands them in under their own keys, and they leave the device', async () => {
  const { user, kept, world } = await left([put('Fluids', drink), put('Turned', record)]);
  const keys = kept().map(({ key }) => key);
  await user.click(await screen.findByRole('button', { name: 'Hand in 2 entries of Ben Carter’s' }));
  const dialog = await screen.findByRole('dialog', { name: 'Hand in 2 entries of Ben Carter’s' });
  const lines = within(dialog).getAllByRole('listitem');
  expect(lines.map((line) => line.textContent)).toEqual([
    expect.stringContaining('Agnes Whitlock · Fluids'),
    expect.stringContaining('Agnes Whitlock · Turned'),
  ]);
  expect(within(dialog).getByText(/do not count as signed by Ben Carter/)).toBeVisible();
  expect(await axe(dialog)).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: 'Hand 2 in' }));
  expect(await screen.findByText('2 entries of Ben Carter’s handed in.')).toBeVisible();
  expect(kept()).toEqual([]);
  expect([...world.handedIn.keys()]).toEqual(keys.map((key) => `${BEN.id}:${key}`));
  expect([...world.notes.values()].at(-1)).toMatchObject({
    author_id: ME.id,
    claimed_author: { id: BEN.id },
    measures: { in_ml: 200 },
  });
  expect(world.records.get(turned.id)?.at(-1)).toMatchObject({
    outcome: 'done',
    claimed_author: { id: BEN.id },
  });
  expect(screen.queryByRole('heading', { name: 'Of others, on this device' })).toBeNull();
});

it('keeps what was not taken, with the reason, and as its author left it', async () => {
  const { user, kept } = await left([put('Fluids', drink), put('Turned', record)]);
  const [first, second] = kept();
  server.use(
    http.post(at('/hand-ins'), () =>
      Response.json({
        data: {
          results: [
            { ...aHandInRefusal(first!.key, 'author_id', 'They gave no care in this home at that time.') },
            { ...aHandInRefusal(second!.key, 'x', ''), stored: true, replayed: true, problem: null },
          ],
        },
        error: null,
        meta: { request_id: 'r' },
      }),
    ),
  );
  await user.click(await screen.findByRole('button', { name: /^Hand in 2/ }));
  await user.click(await screen.findByRole('button', { name: 'Hand 2 in' }));
  expect(await screen.findByText('They gave no care in this home at that time.')).toBeVisible();
  expect(screen.getByText('1 handed in, 1 not taken: the reason stands beside each.')).toBeVisible();
  // Ben's own sending stands as it stood.
  expect(kept()).toEqual([{ ...first, notTaken: expect.objectContaining({ code: 'invalid' }) }]);
});

it('loses nothing where the server is not reached', async () => {
  server.use(http.post(at('/hand-ins'), () => Response.error()));
  const { user, kept } = await left([put('Fluids', drink)]);
  server.use(http.post(at('/hand-ins'), () => Response.error()));
  await user.click(await screen.findByRole('button', { name: 'Hand in 1 entry of Ben Carter’s' }));
  await user.click(await screen.findByRole('button', { name: 'Hand it in' }));
  expect(
    await screen.findByText('The server was not reached. Everything is still here. Try again.'),
  ).toBeVisible();
  expect(kept()).toHaveLength(1);
});

it('offers nothing that only its author can say, and says so', async () => {
  await left([
    put('Read the plan', {
      kind: 'plan_read',
      id: 'v1',
      body: { shown_at: '2026-11-23T12:00:00Z' } as never,
    }),
  ]);
  expect(await screen.findByText('Only Ben Carter can send this, signed in here.')).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Hand in/ })).toBeNull();
});

it('shows nobody else more than whose and how many: not a carer, nor of a home that is another’s', async () => {
  const { container, unmount } = await left([put('Fluids', drink)], CARER);
  expect(await screen.findByText('1 entry of Ben Carter’s is waiting')).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Hand in/ })).toBeNull();
  expect(container).not.toHaveTextContent(/Agnes|Fluids/);
  act(() => unmount());
  const other = await left([put('Mood', drink, 'another-home')]);
  await waitFor(() => expect(other.container).toHaveTextContent('1 entry of Ben Carter’s is waiting'));
  expect(other.container).not.toHaveTextContent(/Agnes|Mood|Hand in/);
});
