import { aHome, aPerson, aSession, aWorld, handlers } from '@almoner/client/testing';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { answer, at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { AddMembership, AddToHome } from './MembershipForm';
import { NameManager } from './ManagerForm';
import { GiveOffice } from './OfficeForm';

afterEach(clearToasts);

const home = aHome({ name: 'Harbour View' }, 1);
const asha = aPerson(
  { given_name: 'Asha', family_name: 'Rao', can: ['add_membership', 'add_home_manager', 'give_office'] },
  2,
);

function world(parts: Parameters<typeof aWorld>[0] = {}) {
  const made = aWorld({ homes: [home], people: [asha], ...parts });
  server.use(...handlers(made));
  return made;
}

it('gives a grade in the home that one manages, from now, until it is ended', async () => {
  const made = world();
  let sent: unknown;
  server.use(
    http.post(at('/memberships'), async ({ request }) => {
      sent = await request.clone().json();
    }),
  );
  const { router } = await render(<AddMembership id={asha.id} />);
  await userEvent.click(await screen.findByRole('radio', { name: /^Senior/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Add membership' }));
  await waitFor(() => expect(made.memberships.size).toBe(1));
  expect(sent).toEqual({ profile_id: asha.id, care_home_id: home.id, grade: 'senior' });
  await waitFor(() => expect(router.state.location.search).toEqual({ tab: 'rights' }));
  expect(await screen.findByText('Asha Rao is Senior in Harbour View.')).toBeVisible();
});

it('asks who, where a home gets somebody, and says what is missing at its field', async () => {
  const made = world();
  await render(<AddToHome homeId={home.id} />);
  await screen.findByRole('heading', { level: 1, name: 'Add somebody to Harbour View' });
  await userEvent.click(screen.getByRole('button', { name: 'Add membership' }));
  expect(await screen.findByRole('link', { name: 'Choose a person.' })).toBeVisible();
  await userEvent.type(screen.getByRole('combobox', { name: /Person/ }), 'Asha');
  await userEvent.click(await screen.findByRole('option', { name: /Asha Rao/ }));
  await userEvent.click(screen.getByRole('radio', { name: /^Carer/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Add membership' }));
  await waitFor(() => expect(made.memberships.size).toBe(1));
});

it('is not for a home that one does not manage, nor for a person to whom one may give nothing', async () => {
  world({ people: [{ ...asha, can: [] }] });
  const first = await render(<AddToHome homeId={aHome({}, 7).id} />);
  expect(await screen.findByText('You may not see this')).toBeVisible();
  first.unmount();
  await render(<AddMembership id={asha.id} />);
  expect(await screen.findByText('You may not see this')).toBeVisible();
});

it('lets a manager name a cover and nothing else, with an end', async () => {
  const made = world();
  await render(<NameManager id={asha.id} />);
  await screen.findByRole('heading', { level: 1, name: 'Name Asha Rao as a manager' });
  expect(screen.queryByRole('radio', { name: /Registered/ })).toBeNull();
  expect(screen.queryByRole('radio', { name: 'Until it is ended' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Name manager' }));
  expect(await screen.findByRole('link', { name: 'Say when the cover ends.' })).toBeVisible();
  const until = new Date(Date.now() + 40 * 86_400_000);
  const day = screen.getAllByRole('spinbutton')[0]!;
  await userEvent.click(day);
  const typed = [until.getUTCDate(), until.getUTCMonth() + 1].map((n) => String(n).padStart(2, '0')).join('');
  await userEvent.keyboard(`${typed}${until.getUTCFullYear()}`);
  await userEvent.click(screen.getByRole('button', { name: 'Name manager' }));
  expect(await screen.findByRole('link', { name: 'A cover lasts at most 28 days.' })).toBeVisible();
  expect(made.managers.size).toBe(0);
});

it('gives an office after a fresh code, under the same attempt', async () => {
  const session = aSession({ held: ['business_owner'], rights: { people: ['list', 'give_office'] } });
  const made = world({ session });
  const keys = new Set<string | null>();
  let fresh = false;
  server.use(
    http.post(at('/offices'), ({ request }) => {
      keys.add(request.headers.get('idempotency-key'));
      return fresh ? undefined : refuse(403, { code: 'second_factor_required' });
    }),
    http.post(at('/session/second-factor'), () => {
      fresh = true;
      return answer({ state: 'signed_in' });
    }),
  );
  await render(<GiveOffice id={asha.id} />);
  await userEvent.click(await screen.findByRole('radio', { name: /Compliance lead/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Give the office' }));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Code' }), '123456');
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect([...made.offices.values()]).toMatchObject([{ role: 'compliance_lead' }]));
  expect(keys.size).toBe(1);
});

it('keeps the choice when the code is not given', async () => {
  const session = aSession({ held: ['business_owner'], rights: { people: ['list', 'give_office'] } });
  const made = world({ session });
  server.use(http.post(at('/offices'), () => refuse(403, { code: 'second_factor_required' })));
  await render(<GiveOffice id={asha.id} />);
  const lead = await screen.findByRole('radio', { name: /Compliance lead/ });
  await userEvent.click(lead);
  await userEvent.click(screen.getByRole('button', { name: 'Give the office' }));
  await screen.findByRole('textbox', { name: 'Code' });
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(await screen.findByTestId('error-summary')).toHaveTextContent('a fresh code');
  expect(lead).toBeChecked();
  expect(made.offices.size).toBe(0);
});
