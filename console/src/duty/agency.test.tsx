import {
  aDuty,
  aMembership,
  anAgencyPass,
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
import { expect, it } from 'vitest';
import { PassPage, spaced } from '~/account/PassPage';
import { axe } from '~/test/axe';
import { atNoon } from '~/test/noon';
import { render } from '~/test/render';
import { answer, at, http, refuse, server } from '~/test/server';
import { AdmitPage } from './AdmitPage';
import { Passes } from './Passes';

atNoon();

const session = aSession({ person: aPerson({}, 3) });
const [home] = session.homes;
/** What lets the agency worker in. */
const letsIn = aMembership({ profile_id: idOf('person', 4) }, 1);
function use(parts: WorldParts = {}) {
  const world = aWorld({ session, ...parts });
  server.use(...handlers(world));
  return world;
}

it('asks what was seen of who they are, and shows the code once, big and alone', async () => {
  const until = '2026-11-23T20:00:00Z';
  const world = use({ duty: [aDuty({ profile_id: idOf('person', 3), shift_until: until }, 1)] });
  const { container, router } = await render(<AdmitPage home={undefined} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Let them in' }));
  expect(await screen.findAllByText('Say what you saw of who they are.')).not.toHaveLength(0);
  expect(await axe(container)).toEqual([]);
  await userEvent.type(screen.getByLabelText(/First name/), 'Asha');
  await userEvent.type(screen.getByLabelText(/Family name/), 'Rao');
  await userEvent.type(screen.getByLabelText('Agency'), 'Hands Ltd');
  await userEvent.click(screen.getByRole('radio', { name: 'Passport' }));
  // Until the shift of whoever lets them in.
  expect(screen.getByText('Ends 23 November 2026, 20:00. Then they see nothing more.')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Let them in' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'The code for Asha Rao' })).toBeVisible();
  const code = screen.getByRole('group', { name: 'Code' });
  expect(code).toHaveTextContent('7K3Q-M9T2-B4XW-0HZC');
  expect(screen.getByText(/Good once, until 12:30/)).toBeVisible();
  expect(await axe(container)).toEqual([]);
  expect([...world.passes.values()]).toMatchObject([
    { agency: 'Hands Ltd', identity_document: 'passport', ends_at: '2026-11-23T20:00:00.000Z' },
  ]);
  // Nothing of it stays on the device.
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain('7K3Q');
  await userEvent.click(screen.getByRole('button', { name: 'They have it' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/shift'));
});

it('says where there is no code any more that it has to be another one', async () => {
  const lost = anAgencyPass({}, 1);
  use({ passes: [lost], memberships: [letsIn] });
  // The first answer was lost on the way, and the same press sent again.
  server.use(
    http.post(at('/agency-passes/:id/code'), () => answer({ pass: lost, code: null, code_ends_at: null })),
  );
  await render(<Passes home={home!} now={Date.parse(NOW)} />);
  await userEvent.click(await screen.findByRole('button', { name: 'New code for Dilip Patel' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Make a new code' }));
  expect(await screen.findByText(/was shown already/)).toBeVisible();
});

it('gives another code after saying what it ends', async () => {
  const world = use({ passes: [anAgencyPass({}, 1)], memberships: [letsIn] });
  await render(<Passes home={home!} now={Date.parse(NOW)} />);
  await userEvent.click(await screen.findByRole('button', { name: 'New code for Dilip Patel' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(/is signed out/)).toBeVisible();
  expect(world.passCodes.size).toBe(0);
  await userEvent.click(dialog.getByRole('button', { name: 'Make a new code' }));
  expect(await screen.findByRole('group', { name: 'Code' })).toHaveTextContent('PQ4R-8WVN-2C6D-T0XY');
});

it('a pass whose membership was ended is over, though its own end has not come', async () => {
  use({ passes: [anAgencyPass({}, 1)], memberships: [] });
  await render(<Passes home={home!} now={Date.parse(NOW)} />);
  expect(await screen.findByText('ended before its time')).toBeVisible();
  expect(screen.queryByRole('button', { name: /code|End/ })).toBeNull();
});

it('offers nothing for a pass that is over', async () => {
  use({ passes: [anAgencyPass({ ends_at: '2026-11-23T08:00:00Z', can: [] }, 1)] });
  await render(<Passes home={home!} now={Date.parse(NOW)} />);
  expect(await screen.findByText('ended 23 November 2026, 08:00')).toBeVisible();
  expect(screen.queryByRole('button', { name: /code|End/ })).toBeNull();
});

const pass: WorldParts = {
  session: null,
  passCodes: { '7K3Q-M9T2-B4XW-0HZC': idOf('person', 4) },
  passSession: aSession({ held: ['carer'] }),
  people: [aPerson({}, 4)],
};

it('the code signs in however it is typed, and the shift begins with the handover', async () => {
  const world = use(pass);
  const { container, router } = await render(<PassPage />);
  await userEvent.type(await screen.findByLabelText(/Code/), '7k3q m9t2b4xw-0hzc');
  expect(screen.getByLabelText(/Code/)).toHaveValue('7K3Q-M9T2-B4XW-0HZC');
  expect(await axe(container)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Start' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/handover'));
  expect(world.session?.person?.id).toBe(idOf('person', 4));
  expect(world.passCodes.size).toBe(0);
});

it('keeps a code that was refused, and says the same of a wrong, a used and an old one', async () => {
  use(pass);
  await render(<PassPage />);
  const field = await screen.findByLabelText(/Code/);
  await userEvent.type(field, 'ABC');
  await userEvent.click(screen.getByRole('button', { name: 'Start' }));
  expect(await screen.findAllByText(/sixteen letters and numbers\. Check/)).not.toHaveLength(0);
  await userEvent.type(field, '0000000000000');
  await userEvent.click(screen.getByRole('button', { name: 'Start' }));
  expect(await screen.findByText(/is not right, was used already, or is too old/)).toBeVisible();
  expect(field).toHaveValue('ABC0-0000-0000-0000');
  server.use(http.post(at('/session/pass'), () => refuse(503, { code: 'unavailable' })));
  await userEvent.click(screen.getByRole('button', { name: 'Start' }));
  await waitFor(() => expect(screen.queryByText(/was used already/)).toBeNull());
  expect(field).toHaveValue('ABC0-0000-0000-0000');
});

it('puts what was typed into the form in which a code is shown', () => {
  expect([spaced(''), spaced('7k3'), spaced('7K3Qm9'), spaced(' 7k3q-m9t2 ')]).toEqual([
    '',
    '7K3',
    '7K3Q-M9',
    '7K3Q-M9T2',
  ]);
});
