import {
  aClient,
  aDuty,
  anAllocation,
  anAllocationList,
  anExpected,
  aPerson,
  aSession,
  aWorld,
  handlers,
  idOf,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { axe } from '~/test/axe';
import { atNoon } from '~/test/noon';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { AllocatePage } from './AllocatePage';

atNoon();

const people = [aPerson({}, 2), aPerson({}, 3), aPerson({}, 4)];
const here: WorldParts = {
  people,
  clients: [1, 2, 3].map((n) => aClient({}, n)),
  duty: [aDuty({}, 1)],
  expected: [anExpected({ profile_id: idOf('person', 3), name: 'Carol Nkemelu' }, 1)],
};
function use(parts: WorldParts = {}) {
  const world = aWorld({ ...here, ...parts });
  server.use(...handlers(world));
  return world;
}
const page = <AllocatePage search={{}} onSearch={() => {}} />;
const select = (name: string) => screen.findByRole('button', { name: new RegExp(name) });
async function choose(resident: string, person: RegExp) {
  await userEvent.click(await select(resident));
  await userEvent.click(await screen.findByRole('option', { name: person }));
}
const chosen = (world: ReturnType<typeof use>) =>
  [...world.allocations.values()].map(({ shift, allocations }) => [
    shift,
    allocations.map(({ client_name, name }) => `${client_name}: ${name}`),
  ]);

it('a person for each resident, saved as one list of the shift', async () => {
  const world = use();
  const { container, router } = await render(page);
  expect(await select('Agnes Whitlock')).toHaveTextContent('Nobody in particular');
  expect(await axe(container)).toEqual([]);
  await choose('Agnes Whitlock', /Ben Carter/);
  await choose('Clarice Penrose', /Carol Nkemelu.*expected/);
  const sums = screen.getByRole('list', { name: 'How many each has' });
  expect(sums).toHaveTextContent('Ben Carter: 1');
  expect(sums).toHaveTextContent('Nobody in particular: 1');
  await userEvent.click(screen.getByRole('button', { name: 'Save list' }));
  await waitFor(() =>
    expect(chosen(world)).toEqual([
      ['early', ['Agnes Whitlock: Ben Carter', 'Clarice Penrose: Carol Nkemelu']],
    ]),
  );
  await waitFor(() => expect(router.state.location.pathname).toBe('/shift'));
});

it('shares out evenly, and takes it back as a whole', async () => {
  use();
  await render(page);
  await choose('Desmond Sandhu|Bernard Okafor', /Carol/);
  await userEvent.click(screen.getByRole('button', { name: 'Share out evenly' }));
  expect(await screen.findByText(/Shared out among 2 people/)).toBeVisible();
  const sums = screen.getByRole('list', { name: 'How many each has' });
  expect(sums).toHaveTextContent('Ben Carter: 2');
  expect(sums).toHaveTextContent('Carol Nkemelu: 1');
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(sums).toHaveTextContent('Nobody in particular: 2');
  expect(await select('Bernard Okafor')).toHaveTextContent('Carol Nkemelu');
});

it('takes yesterday’s list over, and says whose person is not here', async () => {
  use({
    allocations: [
      anAllocationList({
        care_day: '2026-11-22',
        allocations: [
          anAllocation(),
          anAllocation({ client_id: idOf('client', 2), profile_id: idOf('person', 4), name: 'Dilip Patel' }),
        ],
      }),
    ],
  });
  await render(page);
  await userEvent.click(await screen.findByRole('button', { name: 'Same as yesterday' }));
  expect(await screen.findByText(/One resident stays without a person/)).toBeVisible();
  expect(await select('Agnes Whitlock')).toHaveTextContent('Ben Carter');
  expect(await select('Bernard Okafor')).toHaveTextContent('Nobody in particular');
});

it('shows both lists where somebody was quicker, by name, and saves what is settled over theirs', async () => {
  const world = use({ allocations: [anAllocationList({}, 1)] });
  await render(page);
  await choose('Bernard Okafor', /Ben Carter/);
  // Meanwhile another senior gives both to Carol.
  const carol = { profile_id: idOf('person', 3), name: 'Carol Nkemelu' };
  world.allocations.set(
    idOf('allocation', 1),
    anAllocationList(
      {
        version: 2,
        allocations: [1, 2].map((n) => anAllocation({ client_id: idOf('client', n), ...carol })),
      },
      1,
    ),
  );
  await userEvent.click(screen.getByRole('button', { name: 'Save list' }));
  const both = await screen.findByRole('radiogroup', { name: 'Bernard Okafor' });
  expect(both).toHaveTextContent('Ben Carter');
  expect(both).toHaveTextContent('Carol Nkemelu');
  await userEvent.click(within(both).getByRole('radio', { name: /Ben Carter/ }));
  const agnes = screen.getByRole('radiogroup', { name: 'Agnes Whitlock' });
  // Only they changed it: theirs is chosen already.
  expect(within(agnes).getByRole('radio', { checked: true })).toHaveAccessibleName(/Carol Nkemelu/);
  await userEvent.click(screen.getByRole('button', { name: /Save/ }));
  await waitFor(() =>
    expect(chosen(world)).toEqual([
      ['early', ['Agnes Whitlock: Carol Nkemelu', 'Bernard Okafor: Ben Carter']],
    ]),
  );
});

it('puts the complaint at the resident whose person can’t be chosen', async () => {
  use();
  server.use(
    http.post(at('/allocations'), () =>
      refuse(422, {
        code: 'invalid',
        fields: [
          {
            path: 'allocations.1.profile_id',
            code: 'reference',
            message: 'Choose somebody who gives care in this home.',
          },
        ],
      }),
    ),
  );
  await render(page);
  await choose('Agnes Whitlock', /Ben/);
  await choose('Clarice Penrose', /Carol/);
  await userEvent.click(screen.getByRole('button', { name: 'Save list' }));
  const complaints = await screen.findAllByText('Choose somebody who gives care in this home.');
  const field = complaints.map((one) => one.closest('.field')).find(Boolean);
  expect(field).toHaveTextContent('Clarice Penrose');
  expect(await select('Agnes Whitlock')).toHaveTextContent('Ben Carter');
});

it('is not for whoever runs no shift', async () => {
  const [home] = aSession().homes;
  use({ session: aSession({ held: ['carer'], homes: [{ ...home!, manager: null, grades: ['carer'] }] }) });
  await render(page);
  expect(await screen.findByText(/Seniors, nurses and managers/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Save list' })).toBeNull();
});
