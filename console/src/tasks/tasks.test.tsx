import {
  aClient,
  aTask,
  aTaskRecord,
  aWorld,
  handlers,
  idOf,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { axe } from '~/test/axe';
import { atNoon } from '~/test/noon';
import { render } from '~/test/render';
import { at, http, answer, server } from '~/test/server';
import { TaskPage } from './TaskPage';
import { TasksPage } from './TasksPage';

atNoon();

const use = (parts: WorldParts = {}) => {
  const world = aWorld({ clients: [aClient({}, 1)], ...parts });
  server.use(...handlers(world));
  return world;
};
const rows = async () => {
  const table = await screen.findByRole('table', { name: 'Tasks' });
  return within(table)
    .getAllByRole('rowheader')
    .map(({ textContent }) => textContent);
};

const some = [
  aTask({ title: 'Late' }, 1),
  aTask({ title: 'In time', due_by: '2026-11-23T12:30:00Z' }, 2),
  aTask({ title: 'Missed', status: 'missed' }, 3),
  aTask({ title: 'For two', status: 'done', awaits_confirmation: true, due_from: '2026-11-23T09:00:00Z' }, 4),
  aTask({ title: 'Done', status: 'done' }, 5),
];

it('shows what is open; each view narrows it, and stands in the address', async () => {
  use({ tasks: some });
  const asked: unknown[] = [];
  const view = await render(<TasksPage search={{}} onSearch={(next) => asked.push(next)} />);
  expect(await rows()).toEqual(['Late', 'In time']);
  expect(screen.getByText('2 tasks')).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Overdue' }));
  expect(asked).toEqual([{ view: 'overdue' }]);
  view.unmount();
  const overdue = await render(<TasksPage search={{ view: 'overdue' }} onSearch={() => {}} />);
  expect(await rows()).toEqual(['Late']);
  expect(screen.getByRole('table')).toHaveTextContent('Overdue');
  overdue.unmount();
  await render(<TasksPage search={{ view: 'second' }} onSearch={() => {}} />);
  expect(await rows()).toEqual(['For two']);
});

it('shows just the tasks that the board counted in an hour', async () => {
  use({ tasks: [...some, aTask({ title: 'Earlier', due_from: '2026-11-23T08:00:00Z' }, 6)] });
  const asked: unknown[] = [];
  const hour = { from: '2026-11-23T10:00:00.000Z', to: '2026-11-23T11:00:00.000Z' };
  await render(<TasksPage search={{ view: 'unrecorded', ...hour }} onSearch={(next) => asked.push(next)} />);
  expect(await rows()).toEqual(['Late', 'In time', 'Missed']);
  expect(screen.getByText('Begins 23 November 2026, 10:00 to 11:00')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(asked).toEqual([{}]);
});

it('says why there is nothing', async () => {
  use({ tasks: [] });
  await render(<TasksPage search={{ view: 'overdue' }} onSearch={() => {}} />);
  expect(await screen.findByText('Nothing is overdue')).toBeVisible();
});

it('one task has its records and the second person’s confirmation, and is taken on and given back', async () => {
  const task = aTask({ title: 'Turn her', status: 'partly', people: 2, can: ['claim'] }, 1);
  const world = use({
    tasks: [task],
    records: {
      [task.id]: [
        aTaskRecord({}, 1),
        aTaskRecord(
          { outcome: null, confirms_ordinal: 1, author_name: 'Asha Rao', note: null, measures: {} },
          2,
        ),
      ],
    },
  });
  server.use(
    http.post(at('/tasks/:id/claim'), () => {
      const next = { ...task, version: 2, claimed_by_name: 'Asha Rao', can: ['release'] };
      world.tasks.set(task.id, next);
      return answer(next);
    }),
  );
  await render(<TaskPage id={task.id} />);
  const records = await screen.findByRole('list', { name: 'What was recorded' });
  expect(records).toHaveTextContent('Partly done120 ml');
  expect(records).toHaveTextContent('Confirmed as the second person');
  expect(records).toHaveTextContent('Asha Rao');
  expect(screen.getByText('Two: a second person confirms')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Reassign' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'I’ll do it' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Give it back' })).toBeVisible());
  expect(await screen.findByText('You have taken “Turn her” on.')).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
});

it('one that is not the reader’s is as one that is not there', async () => {
  use({ tasks: [] });
  await render(<TaskPage id={idOf('task', 9)} />);
  expect(await screen.findByText('This task is not there, or it is not yours to see.')).toBeVisible();
});
