import { aClient, aClientPage, aHome, aSession, aWorld, handlers } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { answer, at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { EditResident, NewResident } from './ResidentForm';

const client = aClient(
  { given_name: 'Winifred', preferred_name: null, family_name: 'Ahmed', version: 3, can: ['update'] },
  7,
);

function edited(patch: (body: Record<string, unknown>, ifMatch: string | null) => Response) {
  server.use(...handlers(aWorld({ people: [] })));
  server.use(
    http.get(at('/clients/:id'), () => answer(aClientPage({ client }))),
    http.patch(at('/clients/:id'), async ({ request }) =>
      patch((await request.json()) as Record<string, unknown>, request.headers.get('if-match')),
    ),
  );
}

it('sends only what was changed', async () => {
  let sent: unknown;
  edited((body) => {
    sent = body;
    return answer({ ...client, ...body, version: 4 }) as Response;
  });
  await render(<EditResident id={client.id} />);
  await userEvent.type(await screen.findByRole('textbox', { name: /Likes to be called/ }), 'Winnie');
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  await waitFor(() => expect(sent).toEqual({ preferred_name: 'Winnie' }));
});

it('shows both versions when somebody changed the record meanwhile, and saves the choice over the newer one', async () => {
  const theirs = { ...client, version: 9, family_name: 'Ahmed-Khan' };
  const sent: [unknown, string | null][] = [];
  edited((body, ifMatch) => {
    sent.push([body, ifMatch]);
    if (sent.length === 1)
      return refuse(412, { code: 'stale', message: 'Changed.', current: theirs }) as Response;
    return answer({ ...theirs, ...body, version: 10 }) as Response;
  });
  await render(<EditResident id={client.id} />);
  const family = await screen.findByRole('textbox', { name: 'Family name' });
  await userEvent.clear(family);
  await userEvent.type(family, 'Ahmad');
  await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
  const choice = await screen.findByRole('radiogroup', { name: /Family name/ });
  expect(within(choice).getByRole('radio', { name: /Yours.*Ahmad/ })).toBeVisible();
  await userEvent.click(within(choice).getByRole('radio', { name: /Theirs.*Ahmed-Khan/ }));
  await userEvent.click(within(choice).getByRole('radio', { name: /Yours.*Ahmad/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save this' }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toEqual([{ family_name: 'Ahmad' }, '"v9"']);
});

it('puts the complaints of the server at their fields, and the summary takes the focus', async () => {
  const home = aHome({}, 1);
  const [first] = aSession().homes;
  const session = aSession({ homes: [{ ...first!, id: home.id, manager: 'registered' }] });
  server.use(...handlers(aWorld({ session, homes: [home], people: [] })));
  server.use(
    http.post(at('/clients'), () =>
      refuse(422, {
        code: 'invalid',
        fields: [
          { path: 'identity.nhs_number', code: 'known', message: 'Somebody has this number already.' },
        ],
      }),
    ),
  );
  await render(<NewResident />);
  await screen.findByRole('textbox', { name: 'Given name' });
  await userEvent.click(screen.getByRole('button', { name: 'Add resident' }));
  const summary = await screen.findByTestId('error-summary');
  expect(summary).toHaveFocus();
  expect(within(summary).getByRole('link', { name: 'Fill in “Given name”.' })).toBeVisible();

  await userEvent.type(screen.getByRole('textbox', { name: 'Given name' }), 'Winifred');
  await userEvent.type(screen.getByRole('textbox', { name: 'Family name' }), 'Ahmed');
  const nhs = screen.getByRole('textbox', { name: /NHS number/ });
  await userEvent.type(nhs, '943 476 5919');
  await userEvent.click(screen.getByRole('button', { name: 'Add resident' }));
  await waitFor(() => expect(nhs).toHaveAccessibleDescription(/Somebody has this number already\./));
  expect(nhs).toHaveValue('943 476 5919');
});
