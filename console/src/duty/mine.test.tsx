import {
  aDuty,
  aTask,
  anAllocation,
  anAllocationList,
  anExpected,
  aSession,
  idOf,
  type WorldParts,
} from '@almoner/client/testing';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clearToasts } from '~/kit';
import { replaceOutbox } from '~/outbox/current';
import { TodayPage } from '~/round/TodayPage';
import { axe } from '~/test/axe';
import { CARER, ME, carer } from '~/test/carer';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-23T12:00:00Z'), shouldAdvanceTime: true, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  clearToasts();
  replaceOutbox(undefined);
  vi.restoreAllMocks();
});

async function today(parts: WorldParts = {}) {
  const device = carer(parts);
  const user = userEvent.setup();
  const view = await render(<TodayPage />, { queries: device.queries });
  return { ...device, ...view, user };
}
const own = { profile_id: ME.id, name: ME.name };
const banner = () => screen.findByRole('region', { name: 'Your shift' });
const ROSE = { unit_id: idOf('bed', 1), unit_name: 'Rose' };
const OAK = { unit_id: idOf('bed', 2), unit_name: 'Oak' };

it('a shift is started with one tap, and the round is there before and after', async () => {
  const { world, user, container } = await today();
  const shift = within(await banner());
  expect(await shift.findByText('You have not started your shift')).toBeVisible();
  expect(screen.getByRole('heading', { name: 'Agnes Whitlock' })).toBeVisible();
  expect(await axe(container)).toEqual([]);
  await user.click(shift.getByRole('button', { name: 'Start shift' }));
  expect(await shift.findByText('On since 12:00')).toBeVisible();
  expect([...world.duty.values()]).toMatchObject([{ profile_id: ME.id, care_home_id: idOf('home', 1) }]);
  expect(screen.getByRole('heading', { name: 'Agnes Whitlock' })).toBeVisible();
  expect(await shift.findByRole('button', { name: 'End shift' })).toBeVisible();
  expect(await axe(container)).toEqual([]);
});

it('names the shift of the rota, and starts it in its unit unless another is chosen', async () => {
  const { world, user } = await today({
    expected: [anExpected({ ...own, ...OAK })],
    placed: { [idOf('client', 1)]: ROSE, [idOf('client', 2)]: OAK },
  });
  const shift = within(await banner());
  expect(await shift.findByText(/Early, 08:00 to 14:30 by the rota\./)).toBeVisible();
  const where = shift.getByRole('button', { name: /Where/ });
  expect(where).toHaveTextContent('Oak');
  await user.click(where);
  await user.click(await screen.findByRole('option', { name: 'Rose' }));
  await user.click(shift.getByRole('button', { name: 'Start shift' }));
  await waitFor(() => expect([...world.duty.values()]).toMatchObject([{ unit_id: ROSE.unit_id }]));
});

it('goes back to not started where the server refuses, and says why', async () => {
  const { user } = await today();
  server.use(
    http.post(at('/duty'), () => refuse(403, { code: 'forbidden', message: 'You may not do this.' })),
  );
  const shift = within(await banner());
  await user.click(await shift.findByRole('button', { name: 'Start shift' }));
  expect(await screen.findByText(/You may not do this\./)).toBeVisible();
  expect(await shift.findByText('You have not started your shift')).toBeVisible();
});

it('before the end it says what is left, and keeps nobody here', async () => {
  const { world, user } = await today({
    duty: [aDuty(own, 1)],
    handoverUnread: idOf('handover', 1),
    tasks: [
      aTask({}, 1),
      aTask({ title: 'Turn to the other side', client_id: idOf('client', 2) }, 2),
      // Not theirs and nobody's whom they look after.
      aTask({ title: 'Find her glasses', client_id: idOf('client', 3) }, 3),
      // Not due yet.
      aTask({ title: 'Supper', due_from: '2026-11-23T13:30:00Z', due_by: '2026-11-23T14:00:00Z' }, 4),
    ],
    allocations: [
      anAllocationList({
        allocations: [1, 2].map((n) => anAllocation({ client_id: idOf('client', n), mine: true })),
      }),
    ],
  });
  expect(await screen.findByText('A handover waits for you')).toBeVisible();
  // Recorded on this device and not sent yet: done as far as they are concerned, but still here.
  await user.click(await screen.findByRole('button', { name: /^Done: Offer a drink/ }));
  await user.click(await within(await banner()).findByRole('button', { name: 'End shift' }));
  const sheet = within(await screen.findByRole('dialog', { name: 'End your shift' }));
  expect(sheet.getByText('One task of yours is still open')).toBeVisible();
  expect(sheet.getByText('Turn to the other side, Bernard Okafor')).toBeVisible();
  expect(sheet.queryByText(/glasses|Supper|Offer a drink/)).toBeNull();
  expect(sheet.getByRole('link', { name: /You have not read the handover/ })).toHaveAttribute(
    'href',
    `/handover/${idOf('handover', 1)}`,
  );
  expect(sheet.getByText(/One entry on this device has not been sent/)).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
  await user.click(sheet.getByRole('button', { name: 'End shift' }));
  await waitFor(() => expect(world.duty.get(idOf('duty', 1))!.ended_at).toBeTruthy());
  expect(await within(await banner()).findByText('You have not started your shift')).toBeVisible();
});

it('stays open with the reason where the end did not arrive', async () => {
  const { world, user } = await today({ duty: [aDuty(own, 1)], tasks: [] });
  server.use(
    http.post(at('/duty/:id/end'), () => refuse(409, { code: 'in_progress', message: 'Try again.' })),
  );
  await user.click(await within(await banner()).findByRole('button', { name: 'End shift' }));
  const sheet = within(await screen.findByRole('dialog'));
  expect(sheet.getByText('Nothing of yours is open.')).toBeVisible();
  await user.click(sheet.getByRole('button', { name: 'End shift' }));
  expect(await sheet.findByText('Your shift could not be ended.')).toBeVisible();
  expect(world.duty.get(idOf('duty', 1))!.ended_at).toBeNull();
});

it('says that one is on in another home, and offers to end it there', async () => {
  const [home] = CARER.homes;
  const session = aSession({
    ...CARER,
    homes: [home!, { ...home!, id: idOf('home', 2), name: 'Fernleigh' }],
  });
  const device = carer({ session, duty: [aDuty({ ...own, care_home_id: idOf('home', 2) }, 1)] });
  device.queries.setQueryData(['session'], session);
  await render(<TodayPage />, { queries: device.queries });
  await userEvent.click(await screen.findByRole('button', { name: 'Work in Harbour View' }));
  const shift = within(await banner());
  expect(await shift.findByText('You are on in Fernleigh since 08:00')).toBeVisible();
  expect(shift.getByRole('button', { name: 'End shift' })).toBeVisible();
  expect(shift.queryByRole('button', { name: 'Start shift' })).toBeNull();
});

it('without a connection it says what the round said, and offers nothing that would not arrive', async () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const device = carer({ duty: [aDuty(own, 1)] });
  server.use(http.get(at('/duty/mine'), () => Response.error()));
  await render(<TodayPage />, { queries: device.queries });
  const shift = within(await banner());
  expect(await shift.findByText('On since 08:00')).toBeVisible();
  expect(shift.getByText(/needs a connection/)).toBeVisible();
  expect(shift.queryByRole('button')).toBeNull();
  expect(await screen.findByRole('button', { name: /^Done: Offer a drink/ })).toBeVisible();
});

it('the handover that waits is gone from the screen when it was ticked on this device', async () => {
  const { outbox } = await today({ handoverUnread: idOf('handover', 1) });
  expect(await screen.findByText('A handover waits for you')).toBeVisible();
  await act(async () => {
    await outbox.put({
      home: idOf('home', 1),
      about: { what: 'Handover read' },
      deed: { kind: 'handover_ack', id: idOf('handover', 1), body: { occurred_at: '2026-11-23T12:00:00Z' } },
    });
  });
  await waitFor(() => expect(screen.queryByText('A handover waits for you')).toBeNull());
});

it('puts whom one looks after first, and says so', async () => {
  await today({
    tasks: [aTask({}, 1), aTask({ client_id: idOf('client', 2), due_by: '2026-11-23T11:30:00Z' }, 2)],
    allocations: [
      anAllocationList({ allocations: [anAllocation({ client_id: idOf('client', 2), mine: true })] }),
    ],
  });
  expect(await screen.findByText('You look after them')).toBeVisible();
  const names = screen.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent);
  expect(names).toEqual(['Bernard Okafor', 'Agnes Whitlock']);
});
