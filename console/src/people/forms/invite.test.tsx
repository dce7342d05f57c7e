import { aHome, aPerson, aSession, aWorld, handlers, idOf, somePrivate } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { InvitePerson } from './InviteForm';
import { placeOf } from './invite';

afterEach(clearToasts);

const homes = [aHome({ name: 'Harbour View' }, 1), aHome({ name: 'Quay House' }, 2)];
const places = homes.map(({ id, name, code }) => ({
  id,
  name,
  code,
  time_zone: 'Europe/London',
  care_day_starts: '07:00:00',
  manager: null,
  grades: [],
  can: [],
}));
const owner = aSession({ held: ['business_owner'], homes: places, rights: { people: ['list', 'invite'] } });
const manager = aSession({
  homes: [{ ...places[0]!, manager: 'registered' }],
  rights: { people: ['list', 'invite'] },
});

async function form(session = manager, parts: Parameters<typeof aWorld>[0] = {}) {
  const world = aWorld({ session, homes, people: [], ...parts });
  server.use(...handlers(world));
  const view = await render(<InvitePerson />);
  await screen.findByRole('textbox', { name: 'Given name' });
  return { world, ...view };
}

const send = () => userEvent.click(screen.getByRole('button', { name: 'Send invitation' }));
async function who(email = 'asha@rao.example') {
  await userEvent.type(screen.getByRole('textbox', { name: 'Given name' }), 'Asha');
  await userEvent.type(screen.getByRole('textbox', { name: 'Family name' }), 'Rao');
  await userEvent.type(screen.getByRole('textbox', { name: 'Email' }), email);
}
async function pick(field: string | RegExp, option: string) {
  await userEvent.click(screen.getAllByRole('button', { name: field }).at(-1)!);
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

it('says everything that is missing at once, and the summary takes the focus', async () => {
  await form();
  await send();
  const summary = await screen.findByTestId('error-summary');
  expect(summary).toHaveFocus();
  const lines = within(summary)
    .getAllByRole('link')
    .map((link) => link.textContent);
  expect(lines).toEqual([
    'Fill in “Given name”.',
    'Fill in “Family name”.',
    'Enter an email, such as asha@example.org.',
    'Choose a grade.',
  ]);
  await userEvent.click(within(summary).getByRole('link', { name: 'Choose a grade.' }));
  expect(screen.getByRole('button', { name: /Grade/ })).toHaveFocus();
});

it('invites with the home that a manager has, the grade that was chosen and nothing else', async () => {
  const { world, router } = await form();
  await who();
  await pick(/Grade/, 'Senior');
  await send();
  await waitFor(() => expect(world.people.size).toBe(1));
  const [person] = [...world.people.values()];
  expect(person).toMatchObject({ given_name: 'Asha', status: 'invited', job_title: 'carer' });
  expect([...world.memberships.values()]).toMatchObject([{ grade: 'senior', care_home_id: homes[0]!.id }]);
  await waitFor(() => expect(router.state.location.pathname).toBe(`/people/${person!.id}`));
  expect(
    await screen.findByText('Asha Rao is invited. The mail is on its way to asha@rao.example.'),
  ).toBeVisible();
});

it('offers managers and offices only to an owner', async () => {
  await form();
  expect(screen.queryByText('Homes they manage')).toBeNull();
  expect(screen.queryByRole('checkbox', { name: /Owner/ })).toBeNull();
});

it('wants an end of a cover, and one within 28 days', async () => {
  await form(owner);
  await who();
  await userEvent.click(screen.getByRole('button', { name: 'Remove Home 1' }));
  await userEvent.click(screen.getByRole('button', { name: 'Add a home to manage' }));
  await pick(/Choose Home/, 'Quay House');
  await pick(/Choose As/, 'Cover manager');
  await send();
  expect(await screen.findByRole('link', { name: 'Say when the cover ends.' })).toBeVisible();
});

it('puts what the server says of one right at that right, and keeps what was typed', async () => {
  await form(owner);
  await who();
  await pick(/Choose Home/, 'Quay House');
  await pick(/Grade/, 'Carer');
  server.use(
    http.post(at('/people'), () =>
      refuse(403, {
        code: 'forbidden',
        message: 'You do not manage this home.',
        fields: [
          { path: 'memberships.0.care_home_id', code: 'forbidden', message: 'You do not manage this home.' },
        ],
      }),
    ),
  );
  await send();
  const summary = await screen.findByTestId('error-summary');
  await userEvent.click(within(summary).getByRole('link', { name: 'You do not manage this home.' }));
  expect(screen.getByRole('button', { name: /Quay House Home/ })).toHaveFocus();
  expect(screen.getByRole('textbox', { name: 'Email' })).toHaveValue('asha@rao.example');
});

it('knows where each complaint of the API belongs', () => {
  expect(placeOf('memberships.2.grade')).toBe('memberships.2.what');
  expect(placeOf('homes_managed.0.until')).toBe('until');
  expect(placeOf('email')).toBeUndefined();
});

it('says that somebody is here already, at the email', async () => {
  const ben = somePrivate({ profile_id: idOf('person', 5), email: 'asha@rao.example' });
  await form(manager, { people: [aPerson({}, 5)], privates: [ben] });
  await who();
  await pick(/Grade/, 'Carer');
  await send();
  await waitFor(() =>
    expect(screen.getByRole('textbox', { name: 'Email' })).toHaveAccessibleDescription(
      /works here or is invited already/,
    ),
  );
});

it('asks for a fresh code where an office is given, and then sends it', async () => {
  const { world } = await form(owner);
  await who();
  await userEvent.click(screen.getByRole('button', { name: 'Remove Home 1' }));
  await userEvent.click(screen.getByRole('checkbox', { name: /Compliance lead/ }));
  let fresh = false;
  server.use(
    http.post(at('/people'), () => (fresh ? undefined : refuse(403, { code: 'second_factor_required' }))),
    http.post(at('/session/second-factor'), () => {
      fresh = true;
      return new Response(JSON.stringify({ data: { state: 'signed_in' }, error: null, meta: {} }), {
        headers: { 'content-type': 'application/json' },
      });
    }),
  );
  await send();
  await userEvent.type(await screen.findByRole('textbox', { name: 'Code' }), '123456');
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect([...world.offices.values()]).toMatchObject([{ role: 'compliance_lead' }]));
});

it('brings back what was typed after a reload', async () => {
  const first = await form();
  await who();
  first.unmount();
  await render(<InvitePerson />);
  expect(await screen.findByRole('textbox', { name: 'Email' })).toHaveValue('asha@rao.example');
});

it('is not for whoever may not invite', async () => {
  server.use(...handlers(aWorld({ session: aSession({ rights: { people: ['list'] } }) })));
  await render(<InvitePerson />);
  expect(await screen.findByText('You may not see this')).toBeVisible();
});
