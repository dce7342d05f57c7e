import {
  aClient,
  aClientPage,
  aPlanSleep,
  aPlanVersion,
  aSession,
  aTaskDefinition,
  aWorld,
  anAlert,
  handlers,
  problem,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import Glance from '../glance/Glance';
import PlanTab from '../tab/PlanTab';

beforeEach(() => sessionStorage.clear());
afterEach(clearToasts);

const page = aClientPage({ client: aClient({}, 1) });
const long = { published_at: '2026-01-05T09:00:00Z' };

function world(parts: Parameters<typeof aWorld>[0] = {}) {
  const there = aWorld({
    session: aSession(),
    planVersions: [aPlanVersion(long, 1)],
    definitions: [aTaskDefinition({}, 1)],
    sleeps: [aPlanSleep({}, 1)],
    alerts: [],
    ...parts,
  });
  server.use(...handlers(there));
  return there;
}
const open = async () => {
  await userEvent.click(await screen.findByRole('button', { name: 'Look at it and confirm' }));
  return screen.findByRole('dialog', { name: /^Is the care plan of .* still right\?$/ });
};

it('says since when it slept, and wakes when who runs the shift has looked at it', async () => {
  const there = world();
  await render(<PlanTab page={page} />);
  expect(await screen.findByText('This plan slept since 2 October 2026')).toBeVisible();
  const dialog = await open();
  expect(within(dialog).getByText(/^Nothing was written down here since/)).toBeVisible();
  expect(within(dialog).getByText('2 parts, 1 task')).toBeVisible();
  expect(within(dialog).getByText('Walk to the lounge')).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(within(dialog).getAllByText('Say whether it is still right.').length).toBeGreaterThan(0);
  expect([...there.sleeps.values()][0]!.status).toBe('asleep');
  await userEvent.click(within(dialog).getByRole('radio', { name: 'It is still right' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('The plan is awake: its tasks begin now')).toBeVisible();
  await waitFor(() => expect(screen.queryByText(/^This plan slept since/)).toBeNull());
  expect([...there.sleeps.values()][0]).toMatchObject({ status: 'awake', verdict: 'still_right' });
});

it('shows which alerts and versions came and went meanwhile, and none from before', async () => {
  world({
    planVersions: [aPlanVersion({ published_at: '2026-11-01T09:00:00Z' }, 1)],
    alerts: [
      anAlert({ kind: 'falls', detail: 'Fell at her daughter’s', created_at: '2026-11-10T09:00:00Z' }, 1),
      anAlert({ detail: 'Latex', created_at: '2026-01-10T09:00:00Z' }, 2),
      anAlert(
        {
          kind: 'infection',
          detail: 'Norovirus',
          status: 'ended',
          created_at: '2026-09-10T09:00:00Z',
          ended_at: '2026-11-02T09:00:00Z',
        },
        3,
      ),
    ],
  });
  await render(<PlanTab page={page} />);
  const dialog = await open();
  const changed = within(dialog).getByRole('region', { name: 'What changed since 2 October 2026' });
  await waitFor(() => expect(changed).toHaveTextContent(/New: .*Fell at her daughter’s/));
  expect(changed).toHaveTextContent(/Ended: .*Norovirus/);
  expect(changed).toHaveTextContent('Version 1 was published 1 November 2026');
  expect(changed).not.toHaveTextContent('Latex');
  expect(changed).not.toHaveTextContent('Nothing was written down');
});

it('wants to know what has to change, and says it to the next who looks, who may only say that it is right', async () => {
  world();
  await render(<PlanTab page={page} />);
  const dialog = await open();
  await userEvent.click(within(dialog).getByRole('radio', { name: 'It has to change' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(within(dialog).getAllByText('Say what has to change.').length).toBeGreaterThan(0);
  await userEvent.type(within(dialog).getByRole('textbox', { name: 'What has to change' }), 'A new frame');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/has to change$/)).toBeVisible();
  expect(await screen.findByText(/“A new frame”$/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'It is right after all' }));
  expect(await screen.findByRole('radio', { name: 'It is still right' })).toBeInTheDocument();
  expect(screen.queryByRole('radio', { name: 'It has to change' })).toBeNull();
});

it('keeps what was typed when it could not be sent', async () => {
  world();
  await render(<PlanTab page={page} />);
  const dialog = await open();
  server.use(http.post(at('/care-plan-sleeps/:id/confirm'), () => problem('unavailable')));
  await userEvent.click(within(dialog).getByRole('radio', { name: 'It is still right' }));
  await userEvent.type(within(dialog).getByRole('textbox', { name: /^What you found/ }), 'Walks as before');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  expect(await within(dialog).findByRole('alert')).toBeVisible();
  expect(within(dialog).getByRole('textbox', { name: /^What you found/ })).toHaveValue('Walks as before');
});

it('says that alerts could not be read, and never that nothing changed', async () => {
  world();
  server.use(http.get(at('/clients/:id/alerts'), () => problem('unavailable')));
  await render(<PlanTab page={page} />);
  const dialog = await open();
  expect(await within(dialog).findByText(/^What changed meanwhile could not be loaded/)).toBeVisible();
  expect(within(dialog).queryByText(/^Nothing was written down/)).toBeNull();
});

it('tells a carer, and offers them nothing', async () => {
  world({ sleeps: [aPlanSleep({ can: [] }, 1)] });
  await render(<PlanTab page={page} />);
  expect(await screen.findByText('This plan slept since 2 October 2026')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Look at it and confirm' })).toBeNull();
});

it('while they are away it sleeps and waits for nobody', async () => {
  world({ sleeps: [aPlanSleep({ is_back: false, can: [] }, 1)] });
  await render(<PlanTab page={page} />);
  expect(await screen.findByText('This plan sleeps since 2 October 2026')).toBeVisible();
  expect(screen.getByText(/does not live here now/)).toBeVisible();
});

it('is told at the glance: that it slept, and that it is an initial one', async () => {
  world({ planVersions: [aPlanVersion({ ...long, kind: 'initial' }, 1)] });
  await render(<Glance page={page} />);
  expect(
    await screen.findByText(
      'The care plan slept since 2 October 2026. Its tasks begin when somebody confirms it.',
    ),
  ).toBeVisible();
  expect(screen.getByText('Initial plan')).toBeVisible();
  expect(screen.queryByText(/^Version 1, in force since/)).toBeNull();
});
