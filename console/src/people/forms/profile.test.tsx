import { aPerson, aWorld, handlers, somePrivate } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { answer, at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { EditProfile } from './ProfileForm';
import { EditWork } from './WorkForm';

afterEach(clearToasts);

const asha = aPerson(
  { given_name: 'Asha', family_name: 'Rao', version: 3, can: ['update', 'update_private'] },
  2,
);

function world(parts: Parameters<typeof aWorld>[0] = {}) {
  const made = aWorld({ people: [asha], privates: [somePrivate({ profile_id: asha.id })], ...parts });
  server.use(...handlers(made));
  return made;
}

function patches(path: string, respond: (n: number, body: object) => Response) {
  const sent: [unknown, string | null][] = [];
  server.use(
    http.patch(at(path), async ({ request }) => {
      const body = (await request.json()) as object;
      sent.push([body, request.headers.get('if-match')]);
      return respond(sent.length, body);
    }),
  );
  return sent;
}

it('sends only what was changed, job titles in words', async () => {
  world();
  const sent = patches('/people/:id', (_, body) => answer({ ...asha, ...body, version: 4 }));
  await render(<EditProfile id={asha.id} />);
  const job = await screen.findByRole('combobox', { name: /Job title/ });
  expect(job).toHaveValue('Carer');
  await userEvent.clear(job);
  await userEvent.type(job, 'Senior');
  await userEvent.click(await screen.findByRole('option', { name: 'Senior carer' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(sent).toEqual([[{ job_title: 'senior_carer' }, '"v3"']]));
});

it('shows both versions when somebody else changed the same, and saves the choice over the newer one', async () => {
  world();
  const theirs = { ...asha, version: 9, family_name: 'Rao-Bell' };
  const sent = patches('/people/:id', (n, body) =>
    n === 1 ? refuse(412, { code: 'stale', current: theirs }) : answer({ ...theirs, ...body, version: 10 }),
  );
  await render(<EditProfile id={asha.id} />);
  const family = await screen.findByRole('textbox', { name: 'Family name' });
  await userEvent.clear(family);
  await userEvent.type(family, 'Rao-Smith');
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  const choice = await screen.findByRole('radiogroup', { name: /Family name/ });
  await userEvent.click(within(choice).getByRole('radio', { name: /Yours.*Rao-Smith/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save this' }));
  await waitFor(() => expect(sent[1]).toEqual([{ family_name: 'Rao-Smith' }, '"v9"']));
});

it('shows of contact and work what the reader may change, and nothing else', async () => {
  world({
    privates: [somePrivate({ profile_id: asha.id, can_change: ['email', 'phone', 'emergency_contact'] })],
  });
  const sent = patches('/people/:id/private', (_, body) => answer({ ...somePrivate(), ...body, version: 2 }));
  await render(<EditWork id={asha.id} />);
  const phone = await screen.findByRole('textbox', { name: /Phone/ });
  expect(screen.queryByRole('textbox', { name: /Staff number/ })).toBeNull();
  expect(screen.queryByRole('heading', { name: 'Checks' })).toBeNull();
  await userEvent.clear(phone);
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(sent).toEqual([[{ phone: null }, '"v1"']]));
});

it('lets a manager write down the checks, and puts a complaint at its field', async () => {
  world();
  patches('/people/:id/private', () =>
    refuse(422, {
      code: 'invalid',
      fields: [{ path: 'registration_number', code: 'too_long', message: 'Use at most 40 characters.' }],
    }),
  );
  await render(<EditWork id={asha.id} />);
  await userEvent.click(await screen.findByRole('radio', { name: 'Not signed up' }));
  await userEvent.click(screen.getByRole('button', { name: /Registered with/ }));
  await userEvent.click(await screen.findByRole('option', { name: 'Nursing and Midwifery Council' }));
  const number = await screen.findByRole('textbox', { name: /Registration number/ });
  await userEvent.type(number, '18A0000E');
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(number).toHaveAccessibleDescription(/at most 40/));
  expect(number).toHaveValue('18A0000E');
});
