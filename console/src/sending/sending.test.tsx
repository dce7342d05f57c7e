import {
  aDelivery,
  aNotificationChannel,
  aNotificationKind,
  aRung,
  aWaitingDelivery,
  aWorld,
  handlers,
  someOwnWords,
  someSettings,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { preview } from './preview';
import { readSearch, type SendingSearch } from './search';
import { SendingPage } from './SendingPage';

afterEach(clearToasts);

async function shown(parts: WorldParts, search: SendingSearch = {}) {
  const world = aWorld(parts);
  server.use(...handlers(world));
  const asked: SendingSearch[] = [];
  await render(<SendingPage search={search} onSearch={(next) => asked.push(next)} />);
  return { world, asked };
}

it('says of each delivery what became of it and why, and sends a dead one again', async () => {
  const sent = aDelivery({ status: 'sent', last_error: null, can: [] }, 2);
  const { world } = await shown({
    deliveries: [aDelivery({ last_error: 'smtp_unreachable' }, 1), sent],
    waiting: [aWaitingDelivery()],
  });
  const table = await screen.findByRole('table', { name: 'Deliveries' });
  const row = within(table).getByRole('row', { name: /Given up/ });
  expect(row).toHaveTextContent('The mail server was not reached.');
  expect(within(table).getByRole('row', { name: /Sent/ })).toHaveTextContent('Ben Carter');
  expect(await screen.findByRole('table', { name: 'Waiting to be sent' })).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(
    within(row).getByRole('button', { name: 'Send again: Training expiring to Ben Carter' }),
  );
  expect(await screen.findByText('It is sent again, if it may still be said.')).toBeVisible();
  await waitFor(() => expect(table).toHaveTextContent('Sent again'));
  expect([...world.deliveries.values()].map(({ status }) => status)).toEqual(['replayed', 'sent']);
});

it('shows a reason that it has no words for, and no button where it may not be done', async () => {
  await shown({ deliveries: [aDelivery({ last_error: 'new_code', can: [] }, 1)] });
  expect(await screen.findByText('The code is new_code.')).toBeVisible();
  expect(screen.queryByRole('button', { name: /Send again/ })).toBeNull();
});

it('keeps its filters in the address, and drops what makes no sense there', async () => {
  const { asked } = await shown({ deliveries: [] }, { status: 'dead' });
  expect(await screen.findByText('Nothing of that kind')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  await userEvent.click(screen.getByRole('tab', { name: 'When nobody acts' }));
  expect(asked).toEqual([{}, { tab: 'ladder' }]);
  expect(readSearch({ tab: 'x', status: 'lost', channel: 'email', home: '1' })).toEqual({ channel: 'email' });
});

it('leaves the rest standing when the list can’t be read', async () => {
  const world = aWorld({ channels: [] });
  server.use(
    http.get(at('/notification-deliveries'), () => refuse(500, { code: 'internal' })),
    ...handlers(world),
  );
  await render(<SendingPage search={{}} onSearch={() => {}} />);
  expect(await screen.findByRole('alert')).toHaveTextContent('What was sent could not be loaded.');
  expect(await screen.findByText('Nothing waits.')).toBeVisible();
});

it('says why a channel is paused and what to do, and an owner opens it', async () => {
  const { world } = await shown({ channels: [aNotificationChannel({ code: 'smtp_sign_in_refused' }, 1)] });
  const notice = await screen.findByRole('alert');
  expect(notice).toHaveTextContent('E-mail is paused since 23 November 2026, 11:40');
  expect(notice).toHaveTextContent('The mail server refuses our sign-in.');
  expect(notice).toHaveTextContent('What to do: correct the sign-in');
  await userEvent.click(screen.getByRole('button', { name: 'Open E-mail again' }));
  expect(await screen.findByText('E-mail is open again. What waited is sent now.')).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect([...world.channels.values()][0]!.status).toBe('open');
});

it('tells whoever may not open it who does', async () => {
  await shown({ channels: [aNotificationChannel({ can: [] }, 1)] });
  expect(await screen.findByRole('alert')).toHaveTextContent('An owner opens it again.');
  expect(screen.queryByRole('button', { name: /Open E-mail/ })).toBeNull();
});

const LADDER = [aRung({}, 1), aRung({ step: 2, after_minutes: 90, who: 'owners' }, 2)];

it('shows the ladder on a line of time; an owner changes, adds, takes away and puts back', async () => {
  const { world } = await shown({ ladder: LADDER }, { tab: 'ladder' });
  const line = await screen.findByRole('list', { name: 'Who is told, and after how long' });
  expect(
    within(line)
      .getAllByRole('listitem')
      .map((one) => one.textContent),
  ).toEqual([
    expect.stringContaining('At once'),
    expect.stringMatching(/15 minutes.*Managers of the home/),
    expect.stringMatching(/1 hour 30 minutes.*Owners/),
  ]);
  expect(await axe(document.body)).toEqual([]);

  await userEvent.click(screen.getByRole('button', { name: 'Change: Owners, 1 hour 30 minutes' }));
  await userEvent.click(await screen.findByRole('radio', { name: 'Compliance leads' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save rung' }));
  await waitFor(() => expect(line).toHaveTextContent('Compliance leads'));
  expect(world.ladder.get(LADDER[1]!.id)).toMatchObject({
    who: 'compliance_leads',
    after_minutes: 90,
    version: 2,
  });

  await userEvent.click(screen.getByRole('button', { name: 'Add rung' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add rung' }));
  expect(await within(dialog).findByRole('link', { name: 'Say who.' })).toBeVisible();
  await userEvent.click(within(dialog).getByRole('radio', { name: 'Owners' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add rung' }));
  await waitFor(() => expect(line).toHaveTextContent('3 hours'));

  await userEvent.click(screen.getByRole('button', { name: 'Take away: Managers of the home, 15 minutes' }));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Why' }), 'They are told at once');
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Take away' }));
  await waitFor(() => expect(line).not.toHaveTextContent('Managers of the home'));
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(line).toHaveTextContent('Managers of the home'));
});

it('shows the ladder to whoever may not change it, and says what holds without one', async () => {
  await shown({ settings: someSettings({ can: [] }), ladder: [] }, { tab: 'ladder' });
  expect(await screen.findByText(/ours hold: the managers again after 15 minutes/)).toBeVisible();
  expect(await screen.findByText(/An owner changes these/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Add rung' })).toBeNull();
});

it('takes own words with a preview, names a placeholder that is none, and goes back to ours', async () => {
  const { world } = await shown({ kinds: [aNotificationKind()], ownWords: [] }, { tab: 'words' });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit: New incident, E-mail' }));
  const dialog = await screen.findByRole('dialog');
  const body = within(dialog).getByRole('textbox', { name: /Text/ });
  await userEvent.clear(body);
  await userEvent.type(body, 'Look at {{home} and {{resident}');
  expect(within(dialog).getByRole('figure')).toHaveTextContent('Look at Harbour View and {resident}');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save words' }));
  expect(
    await within(dialog).findByRole('link', { name: '{resident} is no placeholder of this kind.' }),
  ).toBeVisible();
  await userEvent.clear(body);
  await userEvent.type(body, 'Look at {{home}: {{link}');
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save words' }));
  expect(await screen.findByText('From now on it is said in your words.')).toBeVisible();
  expect([...world.ownWords.values()]).toMatchObject([
    { kind: 'incident_opened', channel: 'email', body: 'Look at {home}: {link}' },
  ]);

  const row = (await screen.findByText('Your own')).closest('tr')!;
  await userEvent.click(within(row).getByRole('button', { name: 'Edit: New incident, E-mail' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Use our words' }));
  await waitFor(() => expect(screen.queryByText('Your own')).toBeNull());
});

it('shows the words to whoever may not change them', async () => {
  await shown(
    {
      settings: someSettings({ can: [] }),
      kinds: [aNotificationKind()],
      ownWords: [someOwnWords({ can: [] }, 1)],
    },
    { tab: 'words' },
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Edit: New incident, E-mail' }));
  expect(await screen.findByText('Please look: Harbour View')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Save words' })).toBeNull();
});

it('fills in each placeholder once, and never what stands in a fact', () => {
  expect(
    preview('{home} {priority} {x}', { home: '{priority}', priority: 'high' }, ['home', 'priority']),
  ).toEqual({
    said: '{priority} high {x}',
    unknown: ['{x}'],
  });
});
