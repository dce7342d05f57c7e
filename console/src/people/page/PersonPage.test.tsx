import {
  aHomeManager,
  aMembership,
  aPerson,
  aSession,
  aWorld,
  handlers,
  somePrivate,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { clearToasts } from '~/kit';
import { answer, at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { PersonPage } from './PersonPage';
import type { PersonTab } from './tabs';

afterEach(clearToasts);

const ALL = [
  'update',
  'get_private',
  'update_private',
  'add_membership',
  'add_home_manager',
  'disable',
  'archive',
  'preview',
];
const asha = aPerson(
  { given_name: 'Asha', family_name: 'Rao', job_title: 'senior_carer', can: ALL, version: 4 },
  2,
);
const works = aMembership({ profile_id: asha.id, person: asha.name, grade: 'senior' }, 1);
const worked = aMembership(
  { profile_id: asha.id, grade: 'carer', state: 'ended', until: '2026-03-02T00:00:00Z', can: [] },
  2,
);

async function page(parts: Parameters<typeof aWorld>[0] = {}, tab: PersonTab = 'overview', id = asha.id) {
  const world = aWorld({ people: [asha], memberships: [works, worked], ...parts });
  server.use(...handlers(world));
  const onTab = vi.fn();
  const view = await render(<PersonPage id={id} tab={tab} onTab={onTab} />);
  return { world, onTab, ...view };
}

const more = async (act: string) => {
  await userEvent.click(await screen.findByRole('button', { name: 'What else can be done with Asha Rao' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: act }));
};

it('says who somebody is and what they hold, in words', async () => {
  await page();
  expect(await screen.findByRole('heading', { level: 1, name: 'Asha Rao' })).toBeVisible();
  expect(screen.getByText('Senior, Harbour View')).toBeVisible();
  expect(screen.getByRole('link', { name: 'What can Asha see?' })).toBeVisible();
});

it('answers the same for who does not exist and who is not one’s own', async () => {
  await page({}, 'overview', aPerson({}, 99).id);
  expect(await screen.findByText('There is no such person here')).toBeVisible();
});

it('shows a colleague nothing but the name and the job', async () => {
  await page({ people: [{ ...asha, can: [] }], memberships: [] });
  await screen.findByRole('heading', { level: 1, name: 'Asha Rao' });
  expect(screen.getAllByRole('tab')).toHaveLength(1);
  expect(screen.queryByRole('heading', { name: 'Sign-in' })).toBeNull();
  expect(screen.queryByRole('button', { name: /What else/ })).toBeNull();
});

it('says that an invitation has run out, and sends it again to another address', async () => {
  const invited = { ...asha, status: 'invited', can: [...ALL, 'reinvite'] };
  let sent: unknown;
  await page({
    people: [invited],
    signIns: {
      [asha.id]: {
        second_factor: false,
        last_seen_at: null,
        invited_at: '2020-11-20T10:00:00Z',
        invitation_ends_at: '2020-11-27T10:00:00Z',
      },
    },
  });
  server.use(
    http.post(at('/people/:id/reinvite'), async ({ request }) => {
      sent = await request.json();
      return answer(invited);
    }),
  );
  expect(await screen.findByText(/ended on 27 November 2020, 10:00/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Send the invitation again' }));
  await userEvent.type(await screen.findByRole('textbox', { name: /Another email/ }), 'asha@rao.example');
  await userEvent.click(screen.getByRole('button', { name: 'Send invitation' }));
  await waitFor(() => expect(sent).toEqual({ email: 'asha@rao.example' }));
  expect(await screen.findByText('A new invitation is on its way to Asha Rao.')).toBeVisible();
});

it('keeps what was typed and says why when an invitation is refused', async () => {
  await page({ people: [{ ...asha, status: 'invited', can: ['get_private', 'reinvite'] }] });
  server.use(
    http.post(at('/people/:id/reinvite'), () =>
      refuse(422, {
        code: 'invalid',
        fields: [{ path: 'email', code: 'format', message: 'This is no e-mail address.' }],
      }),
    ),
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Send the invitation again' }));
  const email = await screen.findByRole('textbox', { name: /Another email/ });
  await userEvent.type(email, 'asha@rao');
  await userEvent.click(screen.getByRole('button', { name: 'Send invitation' }));
  await waitFor(() => expect(email).toHaveAccessibleDescription(/This is no e-mail address\./));
  expect(email).toHaveValue('asha@rao');
});

it('ends access after saying what follows, and a code is asked where the office needs one', async () => {
  const { world } = await page();
  let fresh = false;
  server.use(
    http.post(at('/people/:id/disable'), () => {
      if (!fresh) return refuse(403, { code: 'second_factor_required', message: 'Give a code.' });
      world.people.set(asha.id, { ...asha, status: 'disabled', version: 5, can: ['enable'] });
      return answer(world.people.get(asha.id));
    }),
    http.post(at('/session/second-factor'), () => {
      fresh = true;
      return answer({ state: 'signed_in' });
    }),
  );
  await more('End access now');
  const dialog = await screen.findByRole('dialog', { name: 'End the access of Asha Rao' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'End access now' }));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Code' }), '123456');
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }));
  expect(await screen.findByText('Asha Rao has no access')).toBeVisible();
});

it('archives with a reason, and the notice takes it back', async () => {
  const { world } = await page();
  await more('Archive Asha');
  const dialog = await screen.findByRole('dialog', { name: 'Archive Asha Rao' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Archive person' }));
  expect(within(dialog).getByRole('link', { name: 'Fill in “Why are they archived?”.' })).toBeVisible();
  expect(world.people.get(asha.id)!.archived_at).toBeFalsy();
  await userEvent.type(within(dialog).getByRole('textbox'), 'Left for Leeds');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Archive person' }));
  expect(await screen.findByText('This person is archived')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(world.people.get(asha.id)!.archived_at).toBeNull());
});

it('shows rights over time, with what may be done to each', async () => {
  await page({ managers: [aHomeManager({ profile_id: asha.id, kind: 'cover', can: [] }, 3)] }, 'rights');
  const table = await screen.findByRole('table', { name: 'Memberships' });
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toHaveTextContent(/Senior.*since 2 March 2026.*Now/);
  expect(rows[1]).toHaveTextContent(/Carer.*to 1 March 2026.*Ended/);
  expect(within(rows[1]!).queryByRole('button')).toBeNull();
  expect(await screen.findByRole('table', { name: 'Homes managed' })).toHaveTextContent('Cover manager');
  // Offices are known to those who read the organisation in full.
  expect(screen.queryByRole('heading', { name: 'Offices' })).toBeNull();
});

it('ends a membership, and says who loses what', async () => {
  const { world } = await page({}, 'rights');
  await userEvent.click(
    await screen.findByRole('button', { name: 'Actions for Asha Rao, Senior, Harbour View' }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name: 'End it' }));
  const dialog = await screen.findByRole('dialog', { name: 'End: Senior, Harbour View' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'End it' }));
  await waitFor(() => expect(world.memberships.get(works.id)!.state).toBe('ended'));
});

it('changes only what was changed of a right, over the version that was read', async () => {
  await page({}, 'rights');
  const sent: [unknown, string | null][] = [];
  server.use(
    http.patch(at('/memberships/:id'), async ({ request }) => {
      sent.push([await request.json(), request.headers.get('if-match')]);
      return answer({ ...works, grade: 'nurse', version: 2 });
    }),
  );
  await userEvent.click(
    await screen.findByRole('button', { name: 'Actions for Asha Rao, Senior, Harbour View' }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Change it' }));
  await userEvent.click(await screen.findByRole('radio', { name: 'Nurse' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save change' }));
  await waitFor(() => expect(sent).toEqual([[{ grade: 'nurse' }, '"v1"']]));
});

it('marks a right to work that is over, in words and a shape', async () => {
  const row = somePrivate({ profile_id: asha.id, right_to_work_until: '2020-03-31' });
  await page({ privates: [row] }, 'work');
  const over = (await screen.findByText('Over since 31 March 2020')).closest('.status');
  expect(over).toHaveAttribute('data-state', 'overdue');
  expect(screen.getByRole('link', { name: '01632 960144' })).toHaveAttribute('href', 'tel:01632960144');
  expect(screen.getByRole('link', { name: 'Edit contact and work' })).toBeVisible();
});

it('keeps the page when it could not be read anew', async () => {
  const { queries } = await page({ session: aSession() });
  await screen.findByRole('heading', { level: 1, name: 'Asha Rao' });
  server.use(http.get(at('/people/:id'), () => refuse(503, { code: 'unavailable' })));
  await queries.invalidateQueries();
  expect(await screen.findByText('This could not be loaded anew; what you see may be old.')).toBeVisible();
  expect(screen.getByText('Senior, Harbour View')).toBeVisible();
});
