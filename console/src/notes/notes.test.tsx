import { aClient, aNote, aWorld, handlers, idOf, type WorldParts } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import { NotePage } from './NotePage';
import { NotesPage } from './NotesPage';
import { queryOf, readSearch } from './search';

beforeEach(() => sessionStorage.clear());
afterEach(clearToasts);

const use = (parts: WorldParts = {}) => {
  const world = aWorld({ clients: [aClient({}, 1)], ...parts });
  server.use(...handlers(world));
  return world;
};

it('lists notes with kind, measures and flags; a struck one stands there struck, with the reason', async () => {
  use({
    notes: [
      aNote({ kind: 'fluid', text: null, measures: { in_ml: 200 }, flagged: false }, 1),
      aNote(
        { struck_at: '2026-11-23T12:30:00Z', struck_by_name: 'Asha Rao', struck_because: 'Next door' },
        2,
      ),
    ],
  });
  const asked: unknown[] = [];
  await render(<NotesPage search={{}} onSearch={(next) => asked.push(next)} />);
  const list = await screen.findByRole('list', { name: 'Notes, the newest first' });
  const [struck, fluid] = within(list).getAllByRole('listitem');
  expect(fluid).toHaveTextContent('FluidsDrunk 200 ml');
  expect(struck!.querySelector('s')).toHaveTextContent('Coughing since breakfast');
  expect(struck).toHaveTextContent('Struck out by Asha Rao, 23 November 2026, 12:30: Next door');
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'For the handover' }));
  expect(asked).toEqual([{ view: 'flagged' }]);
});

it('asks the server for what the address says, and drops what makes no sense', async () => {
  expect(readSearch({ view: 'flagged', kind: 'fluid', day: '2026-13-40', client: 'x' })).toEqual({
    view: 'flagged',
    kind: 'fluid',
  });
  expect(queryOf({ view: 'flagged', kind: 'fluid' }, { from: 'a', to: 'b' })).toEqual({
    limit: 40,
    kind: ['fluid'],
    flagged: true,
    from: 'a',
    to: 'b',
  });
});

it('says who has no note in the care day', async () => {
  use({
    missing: [
      {
        id: idOf('client', 1),
        name: 'Agnes Whitlock',
        room_name: '4',
        care_day: '2026-11-23',
        last_note_at: '2026-11-22T21:30:00Z',
      },
    ],
  });
  await render(<NotesPage search={{ view: 'missing' }} onSearch={() => {}} />);
  const table = await screen.findByRole('table', { name: /Residents without a note/ });
  expect(within(table).getByRole('row', { name: /Agnes Whitlock/ })).toHaveTextContent(
    '22 November 2026, 21:30',
  );
});

it('adds to a note, and strikes it out with a reason: once', async () => {
  const note = aNote({}, 1);
  const world = use({ notes: [note] });
  await render(<NotePage id={note.id} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Add to it' }));
  let dialog = await screen.findByRole('dialog', { name: 'Add to this note' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add to note' }));
  expect(await within(dialog).findAllByText('Write what is to be added.')).not.toHaveLength(0);
  await userEvent.type(within(dialog).getByLabelText('What is to be added'), 'Temperature 37.1 at noon');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add to note' }));
  const added = await screen.findByRole('list', { name: 'What was added' });
  expect(added).toHaveTextContent('Temperature 37.1 at noon');
  await userEvent.click(screen.getByRole('button', { name: 'Strike out' }));
  dialog = await screen.findByRole('dialog', { name: 'Strike this note out' });
  await userEvent.type(within(dialog).getByLabelText('Why it does not hold'), 'The resident next door');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Strike note out' }));
  await waitFor(() => expect(world.notes.get(note.id)!.struck_because).toBe('The resident next door'));
  expect(await screen.findByText(/Struck out by .*The resident next door/)).toBeVisible();
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Strike out' })).toBeNull());
});

it('keeps the reason where somebody else struck it out first', async () => {
  const note = aNote({}, 1);
  use({ notes: [note] });
  server.use(
    http.post(at('/notes/:id/addenda'), () =>
      refuse(409, { code: 'duplicate', message: 'This note is struck out already.' }),
    ),
  );
  await render(<NotePage id={note.id} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Strike out' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByLabelText('Why it does not hold'), 'Twice');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Strike note out' }));
  expect(await within(dialog).findByText('This note is struck out already.')).toBeVisible();
  expect(within(dialog).getByLabelText('Why it does not hold')).toHaveValue('Twice');
});

it('offers nothing to whoever only reads', async () => {
  use({ notes: [aNote({ can: [] }, 1)] });
  await render(<NotePage id={idOf('note', 1)} />);
  expect(await screen.findByText('Nothing was added.')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Strike out' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Add to it' })).toBeNull();
});
