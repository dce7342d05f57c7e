import { aJob, aRun, aWorld, handlers, type WorldParts } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { server } from '~/test/server';
import { readRunSearch, type RunSearch } from './search';
import { SchedulesPage } from './SchedulesPage';

afterEach(clearToasts);

async function shown(parts: WorldParts, search: RunSearch = {}) {
  const world = aWorld(parts);
  server.use(...handlers(world));
  const asked: RunSearch[] = [];
  await render(<SchedulesPage search={search} onSearch={(next) => asked.push(next)} />);
  return { world, asked };
}

const act = async (name: string) => {
  await userEvent.click(
    await screen.findByRole('button', { name: 'What to do with Reminders of training and documents' }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name }));
};

it('says when each job runs, in words, and how its last run ended', async () => {
  await shown({
    jobs: [aJob({ dead: 2 }, 1), aJob({ handler: 'overdue_tasks', cron: '*/5 * * * *', enabled: false }, 2)],
    runs: [aRun({}, 1)],
  });
  const jobs = await screen.findByRole('table', { name: 'Jobs' });
  const first = within(jobs).getByRole('row', { name: /Reminders of training/ });
  expect(first).toHaveTextContent('every day at 07:30');
  expect(first).toHaveTextContent('24 November 2026, 07:30');
  expect(within(first).getByRole('link', { name: /given up: 2/ })).toHaveAttribute(
    'href',
    expect.stringContaining('status=dead'),
  );
  const second = within(jobs).getByRole('row', { name: /Overdue tasks/ });
  expect(second).toHaveTextContent('every 5 minutes');
  expect(second).toHaveTextContent('Off');
  const runs = await screen.findByRole('table', { name: 'Runs' });
  expect(within(runs).getByRole('row', { name: /Reminders/ })).toHaveTextContent('2 s');
  expect(await axe(document.body)).toEqual([]);
});

it('starts one by hand, switches it off, and changes when it runs', async () => {
  const { world } = await shown({ jobs: [aJob({}, 1)], runs: [] });
  await act('Run now');
  expect(await screen.findByText('Reminders of training and documents is started.')).toBeVisible();
  expect(await screen.findByText('started by hand')).toBeVisible();
  await act('Switch off');
  await waitFor(() => expect([...world.jobs.values()][0]!.enabled).toBe(false));
  await screen.findByText(/is off. What passes meanwhile/);
  await waitFor(() => expect(screen.getByRole('table', { name: 'Jobs' })).toHaveTextContent('Off'));
  await act('Change when');
  const dialog = await screen.findByRole('dialog');
  const cron = within(dialog).getByRole('textbox', { name: 'Pattern' });
  await userEvent.clear(cron);
  await userEvent.type(cron, '0 9 * * 1-5');
  expect(within(dialog).getByText('That is: every Monday to Friday at 09:00.')).toBeVisible();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save schedule' }));
  await waitFor(() =>
    expect([...world.jobs.values()][0]).toMatchObject({ cron: '0 9 * * 1-5', catch_up_minutes: 720 }),
  );
});

it('runs again what was given up', async () => {
  const dead = aRun({ status: 'dead', last_error: 'handler_failed', can: ['replay'], attempt: 8 }, 1);
  const { world } = await shown({ jobs: [aJob({}, 1)], runs: [dead] }, { status: 'dead' });
  expect(await screen.findByText(/The job itself failed/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: /^Run again: Reminders/ }));
  expect(await screen.findByText('It is run again.')).toBeVisible();
  expect(world.runs.get(dead.id)!.status).toBe('queued');
  expect(await screen.findByText('No run of that kind')).toBeVisible();
});

it('offers nothing that may not be done', async () => {
  await shown({ jobs: [aJob({ can: [] }, 1)], runs: [] });
  await userEvent.click(await screen.findByRole('button', { name: /What to do with/ }));
  expect((await screen.findAllByRole('menuitem')).map((one) => one.textContent)).toEqual(['Show its runs']);
});

it('says so where nothing runs, and drops what makes no sense in the address', async () => {
  await shown({ jobs: [] });
  expect(await screen.findByText('Nothing runs by itself')).toBeVisible();
  expect(readRunSearch({ job: 'x', status: 'gone' })).toEqual({});
});
