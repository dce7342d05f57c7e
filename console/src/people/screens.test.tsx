import {
  aHome,
  aHomeManager,
  aMembership,
  anOffice,
  aPerson,
  aPreview,
  aSession,
  aWorld,
  handlers,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { HomePeople } from './home/HomePeople';
import { OfficesPage } from './offices/OfficesPage';
import { PreviewPage } from './preview/PreviewPage';

afterEach(clearToasts);

const home = aHome({ name: 'Harbour View' }, 1);
const asha = aPerson({ given_name: 'Asha', family_name: 'Rao', can: ['preview'] }, 2);
const use = (parts: Parameters<typeof aWorld>[0]) => {
  const world = aWorld({ homes: [home], people: [asha], ...parts });
  server.use(...handlers(world));
  return world;
};

it('says in words and counts what somebody can see, and that the look is noted', async () => {
  const modules = [...aPreview().modules, { module: 'rota', can: ['swap'], count: null }];
  use({ preview: aPreview({ whole: false, modules }) });
  await render(<PreviewPage id={asha.id} />);
  expect(await screen.findByRole('heading', { level: 1, name: 'What can Asha see?' })).toBeVisible();
  expect(screen.getByText(/That you looked is in the audit trail/)).toBeVisible();
  const homes = await screen.findByRole('table', { name: 'Homes' });
  expect(within(homes).getByRole('row', { name: /Harbour View Carer 27 31/ })).toBeVisible();
  expect(screen.getByText(/Only the homes that you manage were looked at/)).toBeVisible();
  const parts = screen.getByRole('table', { name: 'What they may do' });
  expect(within(parts).getByRole('row', { name: /Residents see 27/ })).toBeVisible();
  // What a newer server has is shown by its own name, not left out.
  expect(within(parts).getByRole('row', { name: /rota swap/ })).toBeVisible();
});

it('is no preview for whoever may not look', async () => {
  use({ people: [{ ...asha, can: [] }] });
  await render(<PreviewPage id={asha.id} />);
  expect(await screen.findByText('You may not see this')).toBeVisible();
});

it('shows who manages a home and who works there, and says when nobody is registered', async () => {
  use({
    managers: [
      aHomeManager({ kind: 'cover', person: 'Jade Bennett', until: '2026-12-16T00:00:00Z' }, 1),
      aHomeManager({ kind: 'registered', person: 'Gone Already', state: 'ended', can: [] }, 2),
    ],
    memberships: [aMembership({ person: 'Asha Rao', profile_id: asha.id, agency: 'Northern Care' }, 3)],
  });
  await render(<HomePeople homeId={home.id} />);
  expect(await screen.findByText('There is no registered manager now.')).toBeVisible();
  expect(
    screen.getByRole('row', { name: /Jade Bennett Cover manager .* to 15 December 2026/ }),
  ).toBeVisible();
  expect(screen.queryByText('Gone Already')).toBeNull();
  expect(await screen.findByRole('row', { name: /Asha Rao Carer from Northern Care/ })).toBeVisible();
  // A manager names covers; an owner names managers.
  expect(screen.getByRole('link', { name: 'Name a cover' })).toBeVisible();
});

it('keeps from a carer who works in which grade', async () => {
  const [place] = aSession().homes;
  use({ session: aSession({ held: ['carer'], homes: [{ ...place!, manager: null, grades: ['carer'] }] }) });
  await render(<HomePeople homeId={home.id} />);
  expect(await screen.findByText(/is known to the managers of the home/)).toBeVisible();
  expect(screen.queryByRole('link', { name: /Name|Add/ })).toBeNull();
});

it('answers a home that is not one’s own as one that does not exist', async () => {
  use({});
  await render(<HomePeople homeId={aHome({}, 8).id} />);
  expect(await screen.findByText('There is no such home')).toBeVisible();
});

it('takes an office away with a reason, and says why where the last owner stays', async () => {
  const session = aSession({ held: ['business_owner'], rights: { people: ['list', 'give_office'] } });
  use({ session, offices: [anOffice({ role: 'business_owner', person: 'Rutendo Sibanda' }, 1)] });
  server.use(
    http.post(at('/offices/:id/archive'), () =>
      refuse(409, { code: 'last_owner', message: 'The last owner stays: name another one first.' }),
    ),
  );
  await render(<OfficesPage />);
  await userEvent.click(await screen.findByRole('button', { name: /Actions for Rutendo Sibanda, Owner/ }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Take the office away' }));
  const dialog = await screen.findByRole('dialog', { name: /Take away: Rutendo Sibanda, Owner/ });
  await userEvent.type(within(dialog).getByRole('textbox'), 'Sold her share');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Take the office away' }));
  expect(await within(dialog).findByText('The last owner stays: name another one first.')).toBeVisible();
  expect(within(dialog).getByRole('textbox')).toHaveValue('Sold her share');
});

it('keeps offices to those who read the whole organisation', async () => {
  use({});
  await render(<OfficesPage />);
  expect(await screen.findByText('You may not see this')).toBeVisible();
});

it('says what failed of a home and tries again', async () => {
  use({ memberships: [aMembership({ person: 'Asha Rao' }, 4)] });
  server.use(http.get(at('/memberships'), () => refuse(500, { code: 'internal' }), { once: true }));
  await render(<HomePeople homeId={home.id} />);
  const failed = await screen.findByRole('alert');
  expect(failed).toHaveTextContent('The people of this home could not be loaded.');
  await userEvent.click(within(failed).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.getByRole('table', { name: 'On the floor' })).toBeVisible());
});
