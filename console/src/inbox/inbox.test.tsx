import {
  aNotification,
  aWorld,
  handlers,
  someNotificationPreferences,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from '~/test/axe';
import { afterEach, expect, it } from 'vitest';
import { ToldPage, bodyOf } from '~/account/ToldPage';
import { clearToasts } from '~/kit';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { Bell } from './Bell';
import { InboxPage } from './InboxPage';
import { NotificationPage } from './NotificationPage';
import { readSearch } from './search';

afterEach(clearToasts);

const use = (parts: WorldParts = {}) => {
  const world = aWorld(parts);
  server.use(...handlers(world));
  return world;
};
const urgent = aNotification({}, 1);
const plain = aNotification(
  {
    title: 'Training ends soon',
    priority: 'low',
    told_at: '2026-11-22T09:00:00Z',
    client_id: null,
    client_name: null,
  },
  2,
);

it('says under the bell how much there is, and urgent in a word and a shape', async () => {
  use({ notifications: [urgent, plain] });
  await render(<Bell />);
  const bell = await screen.findByRole('link', { name: 'Notifications, 2 not read, 1 urgent' });
  expect(bell).toHaveTextContent('▲1');
  expect(screen.getByRole('status')).toHaveTextContent('1 urgent notification to see to');
});

it('says that all is read where it is', async () => {
  use({ notifications: [] });
  await render(<Bell />);
  expect(await screen.findByRole('link', { name: 'Notifications, all read' })).toBeVisible();
});

it('lists them, and takes an urgent one on: in the count of the bell too', async () => {
  const world = use({ notifications: [plain, urgent] });
  await render(
    <>
      <Bell />
      <InboxPage search={{}} onSearch={() => {}} />
    </>,
  );
  const list = await screen.findByRole('list', { name: 'Notifications, the newest first' });
  const [first, second] = within(list).getAllByRole('listitem');
  expect(first).toHaveTextContent('New incident, high priority');
  expect(first).toHaveTextContent('Further people are told');
  expect(within(second!).queryByRole('button')).toBeNull();
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(within(first!).getByRole('button', { name: /I’ll see to it/ }));
  await waitFor(() => expect(first).toHaveTextContent('You see to it'));
  expect(first).not.toHaveTextContent('Further people are told');
  expect(await screen.findByText('You see to it. Nobody further is told.')).toBeVisible();
  expect(world.notifications.get(urgent.id)!.acknowledged_at).toBeTruthy();
  expect(await screen.findByRole('link', { name: 'Notifications, 1 not read' })).toBeVisible();
});

it('offers it again, with the reason, when it is refused', async () => {
  use({ notifications: [urgent] });
  server.use(
    http.post(at('/notifications/:id/acknowledge'), () =>
      refuse(403, { code: 'forbidden', message: 'You may not do this.' }),
    ),
  );
  await render(<InboxPage search={{}} onSearch={() => {}} />);
  await userEvent.click(await screen.findByRole('button', { name: /I’ll see to it/ }));
  expect(await screen.findByText('That could not be saved: You may not do this.')).toBeVisible();
  expect(await screen.findByRole('button', { name: /I’ll see to it/ })).toBeVisible();
});

it('marks all as read up to the newest in sight', async () => {
  const world = use({ notifications: [urgent, plain] });
  await render(<InboxPage search={{}} onSearch={() => {}} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Mark all as read' }));
  expect(await screen.findByText('2 notifications are marked as read.')).toBeVisible();
  expect([...world.notifications.values()].every((row) => row.read_at)).toBe(true);
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull());
});

it('keeps its filter in the address, and says why there is nothing', async () => {
  use({ notifications: [{ ...plain, read_at: plain.told_at }] });
  const asked: unknown[] = [];
  const view = await render(<InboxPage search={{ show: 'unread' }} onSearch={(next) => asked.push(next)} />);
  expect(await screen.findByText('You have read everything')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Urgent' }));
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
  expect(asked).toEqual([{ show: 'urgent' }, {}]);
  view.unmount();
  expect([readSearch({ show: 'urgent' }), readSearch({ show: 'x' })]).toEqual([{ show: 'urgent' }, {}]);
});

it('says what comes here while nothing has, and what failed where it did', async () => {
  use({ notifications: [] });
  const view = await render(<InboxPage search={{}} onSearch={() => {}} />);
  expect(await screen.findByText('Nothing to read')).toBeVisible();
  view.unmount();
  server.use(http.get(at('/notifications'), () => refuse(500, { code: 'internal' })));
  await render(<InboxPage search={{}} onSearch={() => {}} />);
  expect(await screen.findByRole('alert')).toHaveTextContent('Your notifications could not be loaded.');
});

it('is read by being opened, once, and leads to the resident', async () => {
  const world = use({ notifications: [urgent] });
  let reads = 0;
  server.use(
    http.post(at('/notifications/:id/read'), () => {
      reads += 1;
      return undefined;
    }),
  );
  await render(<NotificationPage id={urgent.id} />);
  expect(await screen.findByRole('heading', { level: 1, name: urgent.title })).toBeVisible();
  await waitFor(() => expect(world.notifications.get(urgent.id)!.read_at).toBeTruthy());
  expect(screen.getByRole('link', { name: 'Open Agnes Whitlock' })).toHaveAttribute(
    'href',
    `/residents/${urgent.client_id}`,
  );
  await userEvent.click(screen.getByRole('button', { name: 'I’ll see to it' }));
  expect(await screen.findByText('You said that you see to it')).toBeVisible();
  expect(screen.queryByText('Nobody has said yet that they see to it')).toBeNull();
  expect(reads).toBe(1);
  expect(await axe(document.body)).toEqual([]);
});

it('leads to what is sent where a channel is paused', async () => {
  use({
    notifications: [{ ...urgent, kind: 'channel_paused', entity: 'notification_channels', client_id: null }],
  });
  await render(<NotificationPage id={urgent.id} />);
  expect(await screen.findByRole('link', { name: 'Open what is sent' })).toHaveAttribute(
    'href',
    '/settings/notifications',
  );
});

it('says nothing of one that is not the reader’s', async () => {
  use({ notifications: [] });
  await render(<NotificationPage id={urgent.id} />);
  expect(await screen.findByText('There is nothing here')).toBeVisible();
});

it('takes quiet hours of one’s own, says them in words, and sends them', async () => {
  const world = use({ notificationPreferences: someNotificationPreferences() });
  const view = await render(<ToldPage />);
  expect(await screen.findByRole('radio', { name: /As in the organisation/ })).toBeChecked();
  await userEvent.click(screen.getByRole('radio', { name: /Everything/ }));
  await userEvent.click(screen.getByRole('radio', { name: /My own/ }));
  expect(
    await screen.findByText(/Quiet from 22:00 until 07:00 the next day. What is urgent comes all the same./),
  ).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Save how I am told' }));
  expect(await screen.findByText(/It holds from the next notification on/)).toBeVisible();
  expect(world.notificationPreferences).toMatchObject({
    version: 1,
    email: 'all',
    quiet: 'own',
    quiet_from: '22:00',
    quiet_to: '07:00',
    time_zone: null,
  });
  // Saved once more on top of what was saved.
  view.unmount();
  await render(<ToldPage />);
  await waitFor(() => expect(screen.getByRole('radio', { name: /My own/ })).toBeChecked());
  await userEvent.click(screen.getByRole('radio', { name: /None/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save how I am told' }));
  await waitFor(() =>
    expect(world.notificationPreferences).toMatchObject({ version: 2, quiet: 'never', quiet_from: null }),
  );
});

it('sends hours only where they are one’s own', () => {
  const values = {
    email: 'none',
    quiet: 'never',
    quiet_from: '22:00',
    quiet_to: '07:00',
    time_zone: 'home',
  } as const;
  expect(bodyOf(values)).toEqual({ email: 'none', quiet: 'never' });
  expect(bodyOf({ ...values, quiet: 'own', time_zone: 'Europe/Dublin' })).toEqual({
    email: 'none',
    quiet: 'own',
    quiet_from: '22:00',
    quiet_to: '07:00',
    time_zone: 'Europe/Dublin',
  });
});
