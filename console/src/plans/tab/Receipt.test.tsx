import { aClient, aPlanVersion, aSession, aWorld, handlers } from '@almoner/client/testing';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { makeQueries } from '~/lib/queries';
import { replaceOutbox } from '~/outbox/current';
import { sessionKey } from '~/session/query';
import { withOutbox } from '~/test/outbox';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { Receipt } from './Receipt';

afterEach(() => {
  clearToasts();
  replaceOutbox(undefined);
});

const session = aSession();
const version = aPlanVersion({}, 1);

async function receipt() {
  const world = aWorld({ session, clients: [aClient({}, 1)], planVersions: [version] });
  server.use(...handlers(world));
  const outbox = withOutbox(session);
  const queries = makeQueries();
  queries.setQueryData(sessionKey, session);
  const home = session.homes[0]!.id;
  const shown = { version, home, who: 'Ada Moss', zone: 'Europe/London', fetchedAt: Date.now() };
  await render(<Receipt {...shown} />, { queries });
  return { world, outbox };
}

const say = async () => userEvent.click(await screen.findByRole('button', { name: 'I have read this' }));

it('is kept on the device, taken back for six seconds, and sent afterwards with when it was shown', async () => {
  const { world, outbox } = await receipt();
  await say();
  expect(await screen.findByText(/^You have read it. Kept on this device/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Undo: I have read this' }));
  await say();
  expect(await screen.findByText(/^You have read it. Kept on this device/)).toBeVisible();
  expect(world.planReads).toEqual([]);
  await outbox.release();
  await waitFor(() => expect(world.planReads).toHaveLength(1));
  const [read] = world.planReads;
  expect(Date.parse(read!.confirmed_at!)).toBeGreaterThanOrEqual(Date.parse(read!.shown_at));
});

it('what the server does not take stays, and leads to where it is decided on', async () => {
  const { outbox } = await receipt();
  server.use(
    http.post(at('/care-plan-versions/:id/reads'), () =>
      refuse(422, { code: 'invalid', message: 'The clock of this device is ahead.' }),
    ),
  );
  await say();
  await screen.findByText(/^You have read it. Kept on this device/);
  await outbox.release();
  expect(await screen.findByText('It was not taken that you have read this.')).toBeVisible();
  expect(screen.getByRole('link', { name: 'See what waits' })).toHaveAttribute('href', '/waiting');
});
