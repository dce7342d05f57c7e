import {
  aDuty,
  aHandover,
  aHandoverPage,
  aMembership,
  anAgencyPass,
  anAllocation,
  anAllocationList,
  anExpected,
  aPerson,
  aSession,
  aWorld,
  handlers,
  idOf,
  NOW,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clearToasts } from '~/kit';
import { replaceOutbox } from '~/outbox/current';
import { axe } from '~/test/axe';
import { carer } from '~/test/carer';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { ShiftPage } from './ShiftPage';
import { readAllocate, readSearch } from './search';

beforeEach(() => {
  carer();
  vi.useFakeTimers({ now: Date.parse(NOW), shouldAdvanceTime: true, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  replaceOutbox(undefined);
  clearToasts();
});

const [managed] = aSession().homes;
const SENIOR = aSession({
  person: aPerson({}, 3),
  held: ['senior'],
  homes: [{ ...managed!, manager: null, grades: ['senior'] }],
});
const CARER = aSession({ held: ['carer'], homes: [{ ...managed!, manager: null, grades: ['carer'] }] });

function use(parts: WorldParts = {}) {
  const world = aWorld({ session: SENIOR, ...parts });
  server.use(...handlers(world));
  return world;
}
const page = <ShiftPage search={{}} onSearch={() => {}} />;

it('a senior sees who is here, who is not, and what the shift before left', async () => {
  use({
    duty: [aDuty({}, 1)],
    expected: [anExpected({ profile_id: idOf('person', 4), name: 'Dilip Patel' }, 1)],
    handovers: [aHandoverPage({ handover: aHandover({ shift: 'night', care_day: '2026-11-22' }, 1) })],
    allocations: [anAllocationList()],
    passes: [anAgencyPass({}, 1)],
  });
  const { container } = await render(page);
  const on = await screen.findByRole('list', { name: 'On now' });
  expect(within(on).getByText('since 08:00')).toBeVisible();
  expect(within(on).getByText('Not started, from 08:00')).toBeVisible();
  expect(await screen.findByText('Night, 22 November 2026')).toBeVisible();
  expect(screen.getByText('You have not read it')).toBeVisible();
  expect(await screen.findByText('Agnes Whitlock (Room 1)')).toBeVisible();
  expect(screen.getByText('Early shift, 23 November 2026')).toBeVisible();
  const passes = await screen.findByRole('list', { name: 'Agency' });
  expect(passes).toHaveTextContent('Dilip Patel');
  expect(passes).toHaveTextContent('Has not read the handover');
  // A senior can't end what lets them in.
  expect(within(passes).queryByRole('button', { name: /End the pass/ })).toBeNull();
  expect(await axe(container)).toEqual([]);
});

it('starts the shift of somebody who forgot, in their unit, and ends one after asking', async () => {
  const unit = { unit_id: idOf('bed', 1), unit_name: 'Rose' };
  const world = use({
    people: [aPerson({}, 2), aPerson({}, 4)],
    duty: [aDuty({}, 1)],
    expected: [anExpected({ profile_id: idOf('person', 4), name: 'Dilip Patel', ...unit }, 1)],
  });
  await render(page);
  await userEvent.click(await screen.findByRole('button', { name: 'Start the shift of Dilip Patel' }));
  await waitFor(() =>
    expect([...world.duty.values()].at(-1)).toMatchObject({
      profile_id: idOf('person', 4),
      unit_id: unit.unit_id,
    }),
  );
  await userEvent.click(await screen.findByRole('button', { name: 'End the shift of Ben Carter' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'End the shift of Ben Carter?' }));
  await userEvent.click(dialog.getByRole('button', { name: 'End their shift' }));
  await waitFor(() => expect(world.duty.get(idOf('duty', 1))!.closed_by).toBe('shift'));
  await waitFor(() => expect(screen.queryByText('Ben Carter')).toBeNull());
});

it('starts one for somebody whom no rota names, and keeps what was chosen when it is refused', async () => {
  const world = use({ people: [aPerson({}, 2)], memberships: [aMembership({}, 1)] });
  await render(page);
  await userEvent.click(await screen.findByRole('button', { name: 'Start for somebody' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Start a shift for somebody' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Start their shift' }));
  expect(await dialog.findAllByText('Choose who it is.')).not.toHaveLength(0);
  await userEvent.type(dialog.getByRole('combobox'), 'Ben');
  await userEvent.click(await screen.findByRole('option', { name: 'Ben Carter' }));
  server.use(
    http.post(at('/duty'), () => refuse(409, { code: 'duplicate', message: 'This person is on already.' }), {
      once: true,
    }),
  );
  await userEvent.click(dialog.getByRole('button', { name: 'Start their shift' }));
  expect(await dialog.findByText('This person is on already.')).toBeVisible();
  expect(dialog.getByRole('combobox')).toHaveValue('Ben Carter');
  await userEvent.click(dialog.getByRole('button', { name: 'Start their shift' }));
  await waitFor(() => expect([...world.duty.values()]).toMatchObject([{ profile_id: idOf('person', 2) }]));
});

it('a carer sees who is here and whose they are, and is offered nothing of others', async () => {
  use({
    session: CARER,
    duty: [aDuty({ can: [] }, 1)],
    expected: [anExpected({ profile_id: idOf('person', 4), name: 'Dilip Patel' }, 1)],
    allocations: [
      anAllocationList({
        can: [],
        allocations: [
          anAllocation(),
          anAllocation({ profile_id: idOf('person', 1), name: 'Asha Rao', mine: true }),
        ],
      }),
    ],
  });
  server.use(http.get(at('/agency-passes'), () => refuse(500, { code: 'internal' })));
  await render(page);
  expect(await screen.findByText('Not started, from 08:00')).toBeVisible();
  expect(await screen.findByText('You')).toBeVisible();
  expect(screen.queryByRole('button', { name: /^Start (the|for)/ })).toBeNull();
  expect(screen.queryByRole('button', { name: /^End the/ })).toBeNull();
  expect(screen.queryByRole('link', { name: /Change|Share out|Let somebody in/ })).toBeNull();
  expect(screen.queryByText('Agency')).toBeNull();
});

it('a manager ends a pass before its time, by what lets them in', async () => {
  const pass = anAgencyPass({}, 1);
  const world = use({
    session: aSession(),
    passes: [pass],
    memberships: [aMembership({ profile_id: pass.profile_id, person: pass.name, agency: pass.agency }, 1)],
  });
  await render(page);
  await userEvent.click(await screen.findByRole('button', { name: 'End the pass of Dilip Patel' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'End pass now' }));
  await waitFor(() => expect([...world.memberships.values()][0]!.state).toBe('ended'));
});

it('says so when a part could not be read, and leaves the others in sight', async () => {
  use({ allocations: [anAllocationList()] });
  server.use(http.get(at('/duty'), () => refuse(500, { code: 'internal' })));
  await render(page);
  expect(await screen.findByText('Who is on could not be loaded.')).toBeVisible();
  expect(await screen.findByText('Agnes Whitlock (Room 1)')).toBeVisible();
});

it('an address that was typed wrong shows the page all the same', () => {
  expect(readSearch({ home: 'x', shift: 'noon' })).toEqual({});
  expect(readAllocate({ home: idOf('home', 1), shift: 'night', unit: 5 })).toEqual({
    home: idOf('home', 1),
    shift: 'night',
  });
});
