import { aHome, aSession, aWorld, handlers, idOf, somePrivate } from '@almoner/client/testing';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { at, http, HttpResponse, server } from '~/test/server';
import { render } from '~/test/render';
import { InviteSeveral } from './InviteSeveral';
import { linesOf, newLine, problemsIn, waiting } from './several';

afterEach(clearToasts);

describe('a pasted list', () => {
  it('takes lines of three parts, however they are separated, and leaves out the heading', () => {
    const text =
      'Given name\tFamily name\tEmail\nAsha\tRao\tasha@rao.example\n\nBen; Carter ;ben@carter.example\nOnly a name';
    expect(
      linesOf(text).map(({ given_name, family_name, email }) => [given_name, family_name, email]),
    ).toEqual([
      ['Asha', 'Rao', 'asha@rao.example'],
      ['Ben', 'Carter', 'ben@carter.example'],
    ]);
  });

  it('says what is wrong with each line, and leaves empty and sent ones alone', () => {
    const lines = [
      newLine(),
      newLine({ given_name: 'Asha', family_name: 'Rao', email: 'A@b.example' }),
      newLine({ given_name: 'Ben', family_name: '', email: 'a@b.example' }),
      newLine({ given_name: 'Cy', family_name: 'Dee', email: 'x' }),
      newLine({ given_name: 'Di', family_name: 'Eff', email: 'a@b.example', sent: true }),
    ];
    expect(problemsIn(lines)).toEqual({
      'rows.2.family_name': 'family',
      'rows.2.email': 'twice',
      'rows.3.email': 'email',
    });
    expect(waiting(lines)).toHaveLength(3);
  });
});

const home = aHome({ name: 'Harbour View' }, 1);

async function page() {
  const session = aSession({ rights: { people: ['list', 'invite'] } });
  const taken = somePrivate({ profile_id: idOf('person', 9), email: 'ben@carter.example' });
  const world = aWorld({ session, homes: [home], people: [], privates: [taken] });
  server.use(...handlers(world));
  const view = await render(<InviteSeveral />);
  await userEvent.click(await screen.findByRole('button', { name: 'Paste a list' }));
  await userEvent.click(await screen.findByRole('textbox', { name: /From a spreadsheet/ }));
  await userEvent.paste(
    'Asha,Rao,asha@rao.example\nBen,Carter,ben@carter.example\nCarol,Nkemelu,carol@n.example',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Take these lines' }));
  await userEvent.click(await screen.findByRole('button', { name: /Grade/ }));
  await userEvent.click(await screen.findByRole('option', { name: 'Carer' }));
  return { world, ...view };
}

it('sends each line once: what is refused stays with its reason, what is sent is not sent again', async () => {
  const { world, router } = await page();
  await userEvent.click(screen.getByRole('button', { name: 'Send 3 invitations' }));
  expect(await screen.findByText(/Somebody with this e-mail works here/, { selector: 'a' })).toBeVisible();
  expect(world.people.size).toBe(2);
  expect(screen.getAllByText('Invited')).toHaveLength(2);
  const email = screen.getByRole('textbox', { name: 'Email' });
  expect(email).toHaveValue('ben@carter.example');
  await userEvent.clear(email);
  await userEvent.type(email, 'ben.carter@harbour.example');
  await userEvent.click(screen.getByRole('button', { name: 'Send 1 invitation' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/people'));
  expect(world.people.size).toBe(3);
  expect([...world.memberships.values()].every(({ care_home_id }) => care_home_id === home.id)).toBe(true);
});

it('stops at a dead server, keeps what is left, and a press again does not invite anybody twice', async () => {
  const { world } = await page();
  const keys: string[] = [];
  let dead = true;
  server.use(
    http.post(at('/people'), ({ request }) => {
      keys.push(request.headers.get('idempotency-key')!);
      return keys.length === 1 || !dead ? undefined : HttpResponse.error();
    }),
  );
  await userEvent.click(screen.getByRole('button', { name: 'Send 3 invitations' }));
  expect(await screen.findByTestId('error-summary')).toHaveTextContent('could not be reached');
  expect(world.people.size).toBe(1);
  dead = false;
  const email = screen.getAllByRole('textbox', { name: 'Email' })[0]!;
  expect(email).toHaveValue('ben@carter.example');
  const lost = keys.at(-1);
  await userEvent.click(screen.getByRole('button', { name: 'Send 2 invitations' }));
  await waitFor(() => expect(world.people.size).toBe(2));
  expect(keys.filter((key) => key === lost).length).toBeGreaterThan(1);
  expect(new Set(keys).size).toBe(3);
});
