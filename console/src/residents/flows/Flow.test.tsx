import { aClient, aClientPage, aStay } from '@almoner/client/testing';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { answer, at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { DeathFlow, DischargeFlow } from './Leave';
import { MoveFlow } from './Move';

const client = aClient(
  { title: 'Mrs', given_name: 'Winifred', preferred_name: 'Winnie', family_name: 'Ahmed' },
  7,
);
const stay = aStay({ client_id: client.id, status: 'live', can: ['move', 'discharge', 'death'] });
let sent: { path: string; body: unknown; key: string | null }[];

const note = async (request: Request) =>
  sent.push({
    path: new URL(request.url).pathname,
    body: await request.json(),
    key: request.headers.get('idempotency-key'),
  });

beforeEach(() => {
  sent = [];
  server.use(http.get(at('/clients/:id'), () => answer(aClientPage({ client, stay }))));
});

const onward = () => userEvent.click(screen.getByRole('button', { name: 'Continue' }));

it('asks one question on each page, and sends nothing before the page with all answers', async () => {
  server.use(
    http.post(at('/stays/:id/discharge'), async ({ request }) => {
      await note(request);
      return answer({ ...stay, status: 'ended' });
    }),
  );
  const { router } = await render(<DischargeFlow id={client.id} />);
  expect(await screen.findByRole('heading', { name: 'Why does Winnie Ahmed leave?' })).toBeVisible();
  await onward();
  expect(await screen.findByText('Answer this.')).toBeVisible();
  await userEvent.click(screen.getByRole('radio', { name: 'Went home' }));
  await onward();
  expect(await screen.findByRole('heading', { name: 'When did Winnie Ahmed leave?' })).toBeVisible();
  await onward();
  await userEvent.type(await screen.findByRole('textbox', { name: /Note/ }), 'With her son.');
  await onward();
  expect(await screen.findByRole('heading', { name: 'Check the discharge of Winnie Ahmed' })).toBeVisible();
  expect(screen.getByText('Went home')).toBeVisible();
  expect(screen.getByText('With her son.')).toBeVisible();
  expect(sent).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Discharge Winnie Ahmed' }));
  await waitFor(() => expect(router.state.location.pathname).toBe(`/residents/${client.id}`));
  expect(sent.map(({ body }) => body)).toEqual([{ reason: 'returned_home', note: 'With her son.' }]);
});

it('goes back to a question from the summary and keeps the other answers', async () => {
  const { router } = await render(<DischargeFlow id={client.id} />);
  await userEvent.click(await screen.findByRole('radio', { name: 'Went home' }));
  await onward();
  await screen.findByRole('heading', { name: 'When did Winnie Ahmed leave?' });
  await onward();
  await screen.findByRole('textbox');
  await onward();
  await userEvent.click(await screen.findByRole('button', { name: 'Change: Why does Winnie Ahmed leave?' }));
  expect(await screen.findByRole('radio', { name: 'Went home' })).toBeChecked();
  router.history.back();
  expect(await screen.findByRole('heading', { name: 'Check the discharge of Winnie Ahmed' })).toBeVisible();
});

it('notes a death only after a second page on which the person is confirmed', async () => {
  server.use(
    http.post(at('/stays/:id/death'), async ({ request }) => {
      await note(request);
      return answer({ ...stay, status: 'ended' });
    }),
  );
  await render(<DeathFlow id={client.id} />);
  expect(await screen.findByText(/We are sorry/)).toBeVisible();
  await onward();
  await screen.findByRole('textbox');
  await onward();
  expect(await screen.findByRole('heading', { name: 'Check what will be noted' })).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Note the death of Winnie Ahmed' })).toBeNull();
  await onward();
  expect(await screen.findByText('Mrs Winifred Ahmed')).toBeVisible();
  const act = screen.getByRole('button', { name: 'Note the death of Winnie Ahmed' });
  expect(act).toBeDisabled();
  await userEvent.click(screen.getByRole('checkbox', { name: 'Yes, this is the right person' }));
  expect(sent).toEqual([]);
  await userEvent.click(act);
  await waitFor(() => expect(sent).toHaveLength(1));
});

it('leads back to the beds when somebody else took the bed, with the words and the beds that are free now', async () => {
  const bed = (id: string, room_name: string) => ({
    id,
    name: 'Bed',
    room_id: id,
    room_name,
    unit_id: 'u',
    unit_name: 'Garden',
  });
  let free = [bed('b1', '12'), bed('b2', '14')];
  server.use(
    http.get(at('/care-homes/:id/free-beds'), () => answer(free)),
    http.post(at('/stays/:id/move'), async ({ request }) => {
      await note(request);
      free = free.slice(1);
      return refuse(409, { code: 'bed_taken', message: 'That bed has just been taken.' });
    }),
  );
  await render(<MoveFlow id={client.id} />);
  await screen.findByRole('heading', { name: 'When did Winnie Ahmed move?' });
  await onward();
  await userEvent.click(await screen.findByRole('radio', { name: 'Garden, room 12' }));
  await onward();
  await userEvent.click(await screen.findByRole('button', { name: 'Move Winnie Ahmed' }));
  expect(await screen.findByRole('heading', { name: 'Which bed did Winnie Ahmed move to?' })).toBeVisible();
  expect(await screen.findByText('That bed has just been taken.')).toBeVisible();
  expect(await screen.findByRole('radio', { name: 'Garden, room 14' })).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('radio', { name: 'Garden, room 12' })).toBeNull());
});

it('keeps the answers when the server is out of reach, and sends the same attempt again', async () => {
  let reach = false;
  server.use(
    http.post(at('/stays/:id/discharge'), async ({ request }) => {
      await note(request);
      return reach ? answer({ ...stay, status: 'ended' }) : refuse(503, { code: 'unavailable' });
    }),
  );
  await render(<DischargeFlow id={client.id} />);
  await userEvent.click(await screen.findByRole('radio', { name: 'Safeguarding' }));
  await onward();
  await screen.findByRole('heading', { name: 'When did Winnie Ahmed leave?' });
  await onward();
  await screen.findByRole('textbox');
  await onward();
  await userEvent.click(await screen.findByRole('button', { name: 'Discharge Winnie Ahmed' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('This has not been done.');
  expect(screen.getByText('Safeguarding')).toBeVisible();
  reach = true;
  await userEvent.click(screen.getByRole('button', { name: 'Discharge Winnie Ahmed' }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[0]!.key).toBe(sent[1]!.key);
});

it('stays where it was begun when the deed is no longer offered, and says why it was refused', async () => {
  server.use(
    http.post(at('/stays/:id/discharge'), () =>
      refuse(409, { code: 'illegal_transition', message: 'This stay has ended already.' }),
    ),
  );
  const { queries } = await render(<DischargeFlow id={client.id} />);
  await userEvent.click(await screen.findByRole('radio', { name: 'Went home' }));
  server.use(
    http.get(at('/clients/:id'), () =>
      answer(aClientPage({ client: { ...client, status: 'discharged' }, stay: { ...stay, can: [] } })),
    ),
  );
  await queries.invalidateQueries();
  expect(screen.getByRole('radio', { name: 'Went home' })).toBeChecked();
  await onward();
  await screen.findByRole('heading', { name: 'When did Winnie Ahmed leave?' });
  await onward();
  await screen.findByRole('textbox');
  await onward();
  await userEvent.click(await screen.findByRole('button', { name: 'Discharge Winnie Ahmed' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('This stay has ended already.');
  expect(screen.getByText('Went home')).toBeVisible();
});

it('says so where the deed is not offered, whatever the address says', async () => {
  server.use(http.get(at('/clients/:id'), () => answer(aClientPage({ client, stay: { ...stay, can: [] } }))));
  await render(<MoveFlow id={client.id} />);
  expect(await screen.findByRole('heading', { name: 'This can’t be done now' })).toBeVisible();
});
