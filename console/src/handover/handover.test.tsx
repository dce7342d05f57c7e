import {
  aClient,
  aHandover,
  aHandoverItem,
  aHandoverPage,
  aHome,
  aNote,
  aPerson,
  aSession,
  aWorld,
  handlers,
  idOf,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { withOutbox } from '~/test/outbox';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { replaceOutbox } from '~/outbox/current';
import { ComposePage } from './ComposePage';
import { HandoverPage } from './HandoverPage';
import { OneHandoverPage } from './OneHandoverPage';
import { readSearch } from './search';

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  clearToasts();
  replaceOutbox(undefined);
});

/** Ben, who gives care in Harbour View and comes on. */
const [home] = aSession().homes;
const session = aSession({
  person: aPerson({}, 2),
  held: ['carer'],
  homes: [{ ...home!, manager: null, grades: ['carer'] }],
});
const handover = aHandover({ created_at: new Date().toISOString() }, 1);
const use = (parts: WorldParts = {}) => {
  const world = aWorld({ session, clients: [aClient({ room_name: '4' }, 1)], ...parts });
  server.use(...handlers(world));
  return world;
};
const page = <HandoverPage search={{}} onSearch={() => {}} />;

it('shows the latest of the home; a device that keeps nothing signs it at once: who comes on has read it', async () => {
  const world = use({ handovers: [aHandoverPage({ handover })] });
  await render(page);
  expect(
    await screen.findByRole('heading', { level: 2, name: /Early shift, 23 November 2026/ }),
  ).toBeVisible();
  const coming = await screen.findByRole('list', { name: 'Who comes on' });
  expect(coming).toHaveTextContent('Not read yet');
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'I have read this' }));
  await waitFor(() => expect(coming).not.toHaveTextContent('Not read yet'));
  expect(screen.queryByRole('button', { name: 'I have read this' })).toBeNull();
  expect(await screen.findByText(/Signed /)).toHaveTextContent('1 person has read it');
  expect(world.handovers.get(handover.id)!.acknowledged).toHaveLength(1);
});

/** An outbox as the page has it, whose sending the test lets go. */
it('keeps the tick on the device, takes it back for six seconds, and sends it afterwards', async () => {
  const world = use({ handovers: [aHandoverPage({ handover })] });
  const outbox = withOutbox(session);
  await render(page);
  await userEvent.click(await screen.findByRole('button', { name: 'I have read this' }));
  expect(await screen.findByText('Kept on this device, waiting to send.')).toBeVisible();
  expect(screen.getByRole('list', { name: 'Who comes on' })).toHaveTextContent('Read, waiting to send');
  await userEvent.click(screen.getByRole('button', { name: 'Undo: I have read this' }));
  await userEvent.click(await screen.findByRole('button', { name: 'I have read this' }));
  expect(await screen.findByText('Kept on this device, waiting to send.')).toBeVisible();
  expect(world.handovers.get(handover.id)!.acknowledged).toEqual([]);
  await outbox.release();
  await waitFor(() => expect(world.handovers.get(handover.id)!.acknowledged).toHaveLength(1));
});

it('a tick that the server does not take stays, and leads to where it is decided on', async () => {
  use({ handovers: [aHandoverPage({ handover })] });
  const outbox = withOutbox(session);
  server.use(
    http.post(at('/handovers/:id/acknowledge'), () =>
      refuse(422, { code: 'invalid', message: 'The clock of this device is ahead.' }),
    ),
  );
  await render(page);
  await userEvent.click(await screen.findByRole('button', { name: 'I have read this' }));
  await screen.findByText('Kept on this device, waiting to send.');
  await outbox.release();
  expect(await screen.findByText('Your signature was not taken.')).toBeVisible();
  expect(screen.getByRole('link', { name: 'See what waits' })).toHaveAttribute('href', '/waiting');
});

it('offers the signature again, with the reason, when it is refused', async () => {
  use({ handovers: [aHandoverPage({ handover })] });
  server.use(
    http.post(at('/handovers/:id/acknowledge'), () =>
      refuse(403, { code: 'forbidden', message: 'Not yours.' }),
    ),
  );
  await render(page);
  await userEvent.click(await screen.findByRole('button', { name: 'I have read this' }));
  expect(await screen.findByText('You have not signed: Not yours.')).toBeVisible();
  expect(await screen.findByRole('button', { name: 'I have read this' })).toBeVisible();
});

it('marks what came after one’s signature', async () => {
  const signed = {
    profile_id: idOf('person', 2),
    name: 'Ben Carter',
    occurred_at: '2026-11-23T12:00:00Z',
    recorded_at: '2026-11-23T12:00:00Z',
    handover_version: 1,
  };
  const items = [
    aHandoverItem({ text: 'Known', created_at: '2026-11-23T11:00:00Z' }, 1),
    aHandoverItem({ text: 'Come later', created_at: '2026-11-23T13:00:00Z' }, 2),
  ];
  use({
    handovers: [
      aHandoverPage({
        handover: { ...handover, version: 2, acknowledged_by_me: true, can: ['add_item'] },
        items,
        acknowledged: [signed],
      }),
    ],
  });
  await render(page);
  expect(await screen.findByText('1 line has been added since you signed.')).toBeVisible();
  expect(screen.getByText('It was changed after you signed. Read it again.')).toBeVisible();
  const line = screen.getByText('Come later').closest('li')!;
  expect(line).toHaveTextContent('New since you signed');
  expect(screen.getByText('Known').closest('li')).not.toHaveTextContent('New since you signed');
});

it('goes from room to room, with changes of plans and alerts, and the home last', async () => {
  use({
    handovers: [
      aHandoverPage({
        handover,
        items: [
          aHandoverItem({ client_id: null, client_name: null, room_name: null, text: 'The lift is slow' }, 1),
          aHandoverItem(
            { text: null, note_text: null, note_kind: 'fluid', note_measures: { in_ml: 250 } },
            2,
          ),
          aHandoverItem({ text: null, kind: 'overdue_task', task_title: 'Turn to the other side' }, 3),
        ],
        changes: [
          {
            kind: 'plan_published',
            client_id: idOf('client', 1),
            client_name: 'Agnes Whitlock',
            at: '2026-11-23T10:00:00Z',
            text: 'Thicker drinks',
            entity_id: idOf('request', 1),
          },
        ],
      }),
    ],
  });
  await render(page);
  const lists = await screen.findAllByRole('list', { name: /^About / });
  expect(lists.map((list) => list.getAttribute('aria-label'))).toEqual([
    'About Agnes Whitlock',
    'About the home',
  ]);
  expect(lists[0]).toHaveTextContent('Drunk 250 ml');
  expect(lists[0]).toHaveTextContent('“Turn to the other side” was not recorded in time.');
  expect(lists[0]).toHaveTextContent('Care plan changed');
  expect(lists[0]).toHaveTextContent('Thicker drinks');
});

it('adds a line about a resident, which stands there', async () => {
  const world = use({ handovers: [aHandoverPage({ handover, items: [] })] });
  await render(page);
  await userEvent.click(await screen.findByRole('button', { name: 'Add a line' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add a line for the next shift' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add line' }));
  expect(await within(dialog).findAllByText('Write what the next shift has to know.')).not.toHaveLength(0);
  await userEvent.type(within(dialog).getByRole('combobox', { name: /About/ }), 'Agnes');
  await userEvent.click(await screen.findByRole('option', { name: '4 · Agnes Whitlock' }));
  await userEvent.type(within(dialog).getByLabelText(/What the next shift/), 'Ankle swollen');
  await userEvent.click(within(dialog).getByRole('radio', { name: 'High' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add line' }));
  expect(await screen.findByText('Ankle swollen')).toBeVisible();
  await waitFor(() =>
    expect(world.handovers.get(handover.id)!.items).toMatchObject([
      { client_id: idOf('client', 1), kind: 'general', priority: 'high', text: 'Ankle swollen' },
    ]),
  );
});

it('a manager closes an item and says why; a carer is not offered it', async () => {
  const world = use({
    session: aSession(),
    handovers: [
      aHandoverPage({
        handover,
        items: [aHandoverItem({}, 1), aHandoverItem({ text: 'Other', can: [] }, 2)],
      }),
    ],
  });
  await render(page);
  const buttons = await screen.findAllByRole('button', { name: /^Close: / });
  expect(buttons).toHaveLength(1);
  await userEvent.click(buttons[0]!);
  await userEvent.click(await screen.findByRole('menuitem', { name: 'No longer needed' }));
  await waitFor(() =>
    expect(world.handovers.get(handover.id)!.items[0]).toMatchObject({
      status: 'closed',
      closed_because: 'no_longer_due',
    }),
  );
  expect(await screen.findByText('No longer needed')).toBeVisible();
});

it('says that a shift is late, by when it came in the last days', async () => {
  const days = [1, 2, 3].map((n) => {
    const came = new Date(Date.now() - n * 86_400_000 - 3_600_000);
    return aHandover(
      { shift: 'night', created_at: came.toISOString(), care_day: came.toISOString().slice(0, 10) },
      n,
    );
  });
  use({ handovers: days.map((one) => aHandoverPage({ handover: one, items: [] })) });
  await render(page);
  expect(await screen.findByText('No handover yet from the night shift')).toBeVisible();
  expect(screen.getByText(/In the last days it came at about \d\d:\d\d/)).toBeVisible();
});

it('says why there is none, and offers to hand over to whoever may', async () => {
  use({ handovers: [] });
  const view = await render(page);
  expect(await screen.findByText('No handover yet')).toBeVisible();
  expect(screen.getAllByRole('link', { name: 'Hand over' })).not.toHaveLength(0);
  view.unmount();
  use({ session: aSession({ held: ['business_owner'], homes: [{ ...home!, manager: null, grades: [] }] }) });
  await render(page);
  expect(await screen.findByText('Nobody has handed over in this home yet.')).toBeVisible();
  expect(screen.queryByRole('link', { name: 'Hand over' })).toBeNull();
});

it('whoever only reads is told so, and sees no tick', async () => {
  use({
    session: aSession({ held: ['business_owner'], homes: [{ ...home!, manager: null, grades: [] }] }),
    handovers: [aHandoverPage({ handover: { ...handover, can: [] } })],
  });
  await render(page);
  expect(await screen.findByText(/Whoever works in the home signs it/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'I have read this' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Add a line' })).toBeNull();
});

it('asks for the home where somebody sees several', async () => {
  const two = [home!, { ...home!, id: idOf('home', 2), name: 'Fernleigh' }];
  use({
    session: { ...session, homes: two },
    homes: [aHome({}, 1), aHome({}, 2)],
    handovers: [aHandoverPage({ handover })],
  });
  await render(page);
  expect(await screen.findByText('Choose a home')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Harbour View' }));
  expect(await screen.findByRole('heading', { level: 2, name: /Early shift/ })).toBeVisible();
});

it('shows who has no note before handing over, and takes the words along', async () => {
  const world = use({
    notes: [aNote({ occurred_at: new Date().toISOString() }, 1)],
    missing: [
      {
        id: idOf('client', 1),
        name: 'Agnes Whitlock',
        room_name: '4',
        care_day: '2026-11-23',
        last_note_at: null,
      },
    ],
  });
  const { router } = await render(<ComposePage home={undefined} />);
  expect(await screen.findByText('1 resident has no note in this care day')).toBeVisible();
  expect(await screen.findByText('1 flagged note goes along')).toBeVisible();
  expect(screen.getByText('No task was missed')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Hand over now' }));
  expect(await screen.findAllByText('Choose the shift that hands over.')).not.toHaveLength(0);
  await userEvent.click(screen.getByRole('radio', { name: 'Night' }));
  await userEvent.type(screen.getByLabelText(/In short/), 'Quiet until five');
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Hand over now' }));
  await waitFor(() => expect(world.handovers.size).toBe(1));
  const [made] = world.handovers.values();
  expect(made!.handover).toMatchObject({ shift: 'night', summary: 'Quiet until five' });
  await waitFor(() => expect(router.state.location.pathname).toBe(`/handover/${made!.handover.id}`));
});

it('keeps what was written where the shift has handed over already', async () => {
  use();
  server.use(
    http.post(at('/handovers'), () =>
      refuse(409, { code: 'duplicate', message: 'This shift has handed over already. Add to its handover.' }),
    ),
  );
  await render(<ComposePage home={undefined} />);
  await userEvent.click(await screen.findByRole('radio', { name: 'Early' }));
  await userEvent.type(screen.getByLabelText(/In short/), 'All well');
  await userEvent.click(screen.getByRole('button', { name: 'Hand over now' }));
  expect(await screen.findByText(/This shift has handed over already/)).toBeVisible();
  expect(screen.getByLabelText(/In short/)).toHaveValue('All well');
});

it('one that is not the reader’s is as one that is not there', async () => {
  use();
  await render(<OneHandoverPage id={handover.id} />);
  expect(await screen.findByText('This handover is not there, or it is not yours to see.')).toBeVisible();
  expect(readSearch({ home: 'x', unit: idOf('home', 1) })).toEqual({ unit: idOf('home', 1) });
});
