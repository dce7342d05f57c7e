import { aPerson } from '@almoner/client/testing';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { MeMenu } from '~/shell/MeMenu';
import { axe } from '~/test/axe';
import { CARER, HOME, ME, carer } from '~/test/carer';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { replaceOutbox } from './current';
import type { Put } from './entry';
import Chip from './Chip';
import { WaitingPage } from './WaitingPage';

afterEach(() => {
  clearToasts();
  replaceOutbox(undefined);
});

const BEN = aPerson({}, 2);
const note = (what = 'Fluids'): Put => ({
  home: HOME,
  about: { who: 'Agnes Whitlock', what },
  deed: {
    kind: 'note',
    id: 'client',
    body: { kind: 'fluid', measures: { in_ml: 200 }, occurred_at: '2026-11-23T12:00:00Z' },
  },
});
const noteRefused = (field: { path: string; code: string; message: string }) =>
  server.use(http.post(at('/clients/:id/notes'), () => refuse(422, { code: 'invalid', fields: [field] })));

async function shown(leaving = false) {
  const device = carer();
  const user = userEvent.setup();
  const view = await render(
    <>
      <Chip />
      <MeMenu session={CARER} />
      <WaitingPage leaving={leaving} stay={() => {}} />
    </>,
    { queries: device.queries },
  );
  return { ...device, ...view, user };
}

it('lists what waits, whose it is and how it stands, and the chip counts it', async () => {
  const { outbox, container } = await shown();
  expect(await screen.findByRole('heading', { name: 'Everything has been sent' })).toBeVisible();
  await act(() => outbox.put(note()));
  expect(screen.getByText('Agnes Whitlock · Fluids')).toBeVisible();
  expect(screen.getByText('Goes in a few seconds')).toBeVisible();
  expect(screen.getByRole('link', { name: '1 waiting to send' })).toHaveAttribute('href', '/waiting');
  expect(await axe(container)).toEqual([]);
});

it('says why the server will not take one, and drops it only when that is said twice', async () => {
  noteRefused({ path: 'measures.in_ml', code: 'range', message: 'Give 1 to 2000.' });
  const { outbox, kept, later, user } = await shown();
  await act(() => outbox.put(note()));
  await act(later);
  expect(await screen.findByText('Something in it is not right: Give 1 to 2000.')).toBeVisible();
  expect(screen.getByRole('link', { name: '1 entry needs your attention' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Drop: Fluids' }));
  await user.click(screen.getByRole('button', { name: 'Keep it here' }));
  expect(kept()).toHaveLength(1);
  await user.click(screen.getByRole('button', { name: 'Drop: Fluids' }));
  await user.click(screen.getByRole('button', { name: 'Yes, drop it' }));
  await waitFor(() => expect(kept()).toEqual([]));
});

it('sends again with the time of now what a wrong clock spoilt', async () => {
  noteRefused({ path: 'occurred_at', code: 'clock_ahead', message: 'The clock of this device is ahead.' });
  const { outbox, later, user } = await shown();
  await act(() => outbox.put(note()));
  await act(later);
  const sent: unknown[] = [];
  server.use(
    http.post(at('/clients/:id/notes'), async ({ request }) => {
      sent.push(await request.json());
      return refuse(503, { code: 'unavailable' });
    }),
  );
  await user.click(await screen.findByRole('button', { name: 'Send it with the time of now' }));
  await waitFor(() => expect(sent.length).toBeGreaterThan(0));
  expect(sent[0]).toEqual({ kind: 'fluid', measures: { in_ml: 200 } });
});

it('says of others’ only whose and how many', async () => {
  const { outbox, container } = await shown();
  outbox.signedIn({ id: BEN.id, name: 'Ben Carter' });
  await act(() => outbox.put(note('Mood')));
  await act(() => outbox.put(note('Weight')));
  outbox.signedIn({ id: ME.id, name: ME.name });
  expect(await screen.findByText('2 entries of Ben Carter’s are waiting')).toBeVisible();
  expect(screen.getByRole('link', { name: '2 entries of Ben Carter’s wait' })).toBeVisible();
  expect(container).not.toHaveTextContent(/Agnes|Mood|Weight/);
});

it('says at sign-out that something has not been sent, and signs out when that is wished all the same', async () => {
  const { outbox, kept, user, router, world } = await shown(true);
  await act(() => outbox.put({ ...note(), hold: 600_000 }));
  server.use(http.post(at('/clients/:id/notes'), () => Response.error()));
  await user.click(screen.getByRole('button', { name: `You: ${ME.name}` }));
  await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/waiting'));
  expect(world.session).not.toBeNull();
  expect(screen.getByText('Something has not been sent yet')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Sign out all the same' }));
  await waitFor(() => expect(world.session).toBeNull());
  // It stays on the device, for when they sign in here again.
  expect(kept()).toHaveLength(1);
});
