import {
  aClient,
  aHandover,
  aHandoverPage,
  aHome,
  aMembership,
  anAlert,
  aPerson,
  aReview,
  aSession,
  aTask,
  aWorld,
  handlers,
  idOf,
  NOW,
  type WorldParts,
} from '@almoner/client/testing';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLive } from '@almoner/client/react';
import { HttpResponse } from 'msw';
import { expect, it, vi } from 'vitest';
import { axe } from '~/test/axe';
import { atNoon } from '~/test/noon';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { NowPage } from './NowPage';
import { readSearch } from './search';

atNoon();

const use = (parts: WorldParts = {}) => {
  const world = aWorld({
    clients: [aClient({}, 1), aClient({ status: 'hospital' }, 2)],
    alerts: [],
    ...parts,
  });
  server.use(...handlers(world));
  return world;
};
const page = <NowPage search={{}} />;
/** The tile of a number, when it is there. */
const tile = (name: RegExp) => screen.findByRole('link', { name });

it('counts what needs somebody, and each number leads to its rows with the filters set', async () => {
  use({
    tasks: [
      aTask({ title: 'Offer a drink' }, 1),
      aTask({ due_by: '2026-11-23T12:30:00Z' }, 2),
      aTask({ status: 'missed' }, 3),
      aTask({ status: 'done', people: 2, awaits_confirmation: true }, 4),
    ],
    missing: [{ id: idOf('client', 1), name: 'Agnes Whitlock', care_day: '2026-11-23' }],
    handovers: [aHandoverPage({ handover: aHandover({}, 1) })],
    alerts: [anAlert({ status: 'proposed' }, 1)],
    reviews: [aReview({}, 1), aReview({ due_on: '2026-11-23' }, 2)],
  });
  await render(page);
  const home = idOf('home', 1);
  expect(await tile(/^1Overdue tasks/)).toHaveAttribute('href', `/tasks?home=${home}&view=overdue`);
  expect(await tile(/^1Wait for a second person/)).toHaveAttribute('href', `/tasks?home=${home}&view=second`);
  expect(await tile(/^1Residents without a note/)).toHaveAttribute(
    'href',
    `/notes?home=${home}&view=missing`,
  );
  expect(await tile(/^1Have not read the handover/)).toHaveAttribute('href', `/handover?home=${home}`);
  expect(await tile(/^1Alerts to check/)).toHaveAttribute('href', `/now?home=${home}&open=alerts`);
  expect(await tile(/^1Away/)).toHaveAttribute('href', `/residents?home=${home}&status=hospital%2Con_leave`);
  expect(await tile(/^0Arrive today/)).toBeVisible();
  expect(await tile(/^1Reviews overdue/)).toHaveAttribute('href', `/reviews?home=${home}&show=overdue`);
  const unread = await screen.findByRole('list', { name: 'Not read yet' });
  expect(unread).toHaveTextContent('Ben Carter');
  expect(await axe(document.body)).toEqual([]);
});

it('draws what is not recorded by the hour, and says the same as a table', async () => {
  use({
    tasks: [
      aTask({}, 1),
      aTask({ status: 'missed' }, 2),
      aTask({ due_from: '2026-11-23T08:10:00Z', due_by: '2026-11-23T08:40:00Z' }, 3),
    ],
  });
  await render(page);
  const bar = await screen.findByRole('link', { name: /10:00: 1 overdue, 1 missed, 0 still in time/ });
  expect(bar).toHaveAttribute(
    'href',
    `/tasks?home=${idOf('home', 1)}&view=unrecorded&from=2026-11-23T10%3A00%3A00.000Z&to=2026-11-23T11%3A00%3A00.000Z`,
  );
  await userEvent.click(screen.getByRole('button', { name: 'View as table' }));
  const table = await screen.findByRole('table', { name: 'Not recorded, by the hour it began' });
  const row = within(table).getByRole('row', { name: /08:00/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map(({ textContent }) => textContent),
  ).toEqual(['1', '0', '0', '1']);
  expect(await axe(document.body)).toEqual([]);
});

it('gives an overdue task to somebody, whose name stands there at once', async () => {
  const world = use({ tasks: [aTask({}, 1)], people: [aPerson({}, 2)], memberships: [aMembership({}, 1)] });
  await render(page);
  const table = await screen.findByRole('table', { name: /Overdue tasks/ });
  expect(table).toHaveTextContent('1 h 0 min late');
  await userEvent.click(within(table).getByRole('button', { name: /^Reassign/ }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByRole('combobox'), 'Ben');
  await userEvent.click(await screen.findByRole('option', { name: 'Ben Carter' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Reassign task' }));
  await waitFor(() => expect(table).toHaveTextContent('Ben Carter'));
  expect(world.tasks.get(idOf('task', 1))!.assignee_id).toBe(idOf('person', 2));
});

it('offers nothing that the server would refuse', async () => {
  use({ tasks: [aTask({ can: [] }, 1)] });
  await render(page);
  await screen.findByRole('table', { name: /Overdue tasks/ });
  expect(screen.queryByRole('button', { name: /Reassign/ })).toBeNull();
});

it('warns when tasks are not made far enough ahead, and when nobody knows', async () => {
  use({ tasksReadyUntil: '2026-11-23T14:00:00Z' });
  const view = await render(page);
  expect(await screen.findByText(/Tasks are made up to 23 November 2026, 14:00/)).toBeVisible();
  view.unmount();
  use({ tasksReadyUntil: null });
  const other = await render(page);
  expect(await screen.findByText(/Nobody knows up to when tasks are made/)).toBeVisible();
  other.unmount();
  use({});
  await render(page);
  await tile(/Overdue tasks/);
  expect(screen.queryByText('The task list may be incomplete')).toBeNull();
});

it('opens the rows behind a number that has no page of its own', async () => {
  use({ alerts: [anAlert({ status: 'proposed', client_name: 'Agnes Whitlock' }, 1)] });
  await render(<NowPage search={{ open: 'alerts' }} />);
  const rows = await screen.findByRole('list', { name: 'Alerts that nobody has checked' });
  expect(within(rows).getByRole('link', { name: 'Agnes Whitlock' })).toHaveAttribute(
    'href',
    `/residents/${idOf('client', 1)}?tab=alerts`,
  );
  expect(rows).toHaveTextContent('Penicillin');
  expect(readSearch({ open: 'nothing', home: 'x' })).toEqual({});
});

it('one part that fails leaves the others in sight', async () => {
  use({ tasks: [aTask({}, 1)] });
  server.use(http.get(at('/notes/missing'), () => refuse(500, { code: 'internal' })));
  await render(page);
  expect(await tile(/^1Overdue tasks/)).toBeVisible();
  expect(await screen.findByText(/Some of this could not be read again/)).toBeVisible();
  expect(await tile(/–Residents without a note.*not known/)).toBeVisible();
});

it('says so when nothing comes by itself any more, but not for a moment without it', async () => {
  vi.useRealTimers();
  vi.useFakeTimers({ now: Date.parse(NOW), shouldAdvanceTime: true });
  use({});
  server.use(http.get(at('/events'), () => HttpResponse.error()));
  const Living = () => {
    useLive();
    return page;
  };
  await render(<Living />);
  expect(await tile(/Overdue tasks/)).toBeVisible();
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(screen.queryByText('Live updates have stopped')).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(15_000));
  expect(await screen.findByText('Live updates have stopped')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Read again' })).toBeVisible();
});

it('asks an owner of several homes which one', async () => {
  const [home] = aSession().homes;
  use({
    session: aSession({
      held: ['business_owner'],
      homes: [home!, { ...home!, id: idOf('home', 2), name: 'Fernleigh' }],
    }),
    homes: [aHome({}, 1), aHome({}, 2)],
  });
  await render(page);
  expect(await screen.findByText('Choose a home')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Fernleigh' }));
  expect(await screen.findByText(/Fernleigh, care day of 23 November 2026/)).toBeVisible();
});
