import { aClient, aClientPage, aWorld, handlers, NOW, type WorldParts } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, refuse, server } from '~/test/server';
import Charts from './Charts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOW), shouldAdvanceTime: true, toFake: ['Date'] });
});
afterEach(() => vi.useRealTimers());

const page = aClientPage({ client: aClient({}, 1) });
const use = (measures: NonNullable<WorldParts['measures']>) =>
  server.use(...handlers(aWorld({ clients: [page.client], measures })));
const point = (day: number, value: number) => ({
  at: `2026-11-${day}T09:00:00Z`,
  care_day: `2026-11-${day}`,
  note_id: `note-${day}`,
  value,
});

it('draws fluids by the day and weights as they were measured, and says the same in words and as a table', async () => {
  use({
    days: [
      { care_day: '2026-11-20', in_ml: 900, meals: [], notes: 4 },
      { care_day: '2026-11-22', in_ml: 1400, meals: [], notes: 5 },
    ],
    series: [
      { measure: 'in_ml', unit: 'ml', points: [point(20, 900)] },
      { measure: 'weight_kg', unit: 'kg', points: [point(20, 62.4), point(22, 61.9)] },
    ],
    cut: false,
  });
  await render(<Charts page={page} />);
  const fluids = await screen.findByRole('figure', {
    name: /Drunk per care day. 2 values, from 900 to 1400 ml/,
  });
  expect(fluids.querySelectorAll('.chart-bar')).toHaveLength(28);
  expect(screen.getByRole('figure', { name: /Weight. 2 values, from 61.9 to 62.4 kg/ })).toBeVisible();
  expect(screen.getByText('Drunk, ml')).toBeVisible();
  expect(screen.getByText(/nobody noted any. That is not the same as nothing/)).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
  await userEvent.click(screen.getAllByRole('button', { name: 'View as table' })[0]!);
  const table = await screen.findByRole('table', { name: 'Drunk per care day' });
  expect(within(table).getByRole('row', { name: /22 November 2026/ })).toHaveTextContent('1400');
  expect(within(table).getByRole('row', { name: /21 November 2026/ })).toHaveTextContent('not noted');
});

it('puts both values of a blood pressure into one picture', async () => {
  use({
    days: [],
    series: [
      { measure: 'systolic', unit: 'mmHg', points: [point(20, 125)] },
      { measure: 'diastolic', unit: 'mmHg', points: [point(20, 65)] },
    ],
    cut: false,
  });
  await render(<Charts page={page} />);
  expect(
    await screen.findByRole('figure', { name: /Blood pressure. 1 value, from 65 to 125 mmHg/ }),
  ).toBeVisible();
  expect(screen.getAllByRole('figure')).toHaveLength(1);
  await userEvent.click(screen.getByRole('button', { name: 'View as table' }));
  expect(await screen.findByRole('cell', { name: '125/65' })).toBeVisible();
});

it('asks for as many days as are chosen, says why there is nothing, and what failed', async () => {
  use({ days: [], series: [], cut: false });
  const asked: (string | null)[] = [];
  server.use(
    http.get(at('/clients/:id/measures'), ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('from'));
      return undefined;
    }),
  );
  const view = await render(<Charts page={page} />);
  expect(await screen.findByText('Nothing was measured in these days')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: '7 days' }));
  await waitFor(() => expect(asked).toEqual(['2026-10-27', '2026-11-17']));
  view.unmount();
  server.use(http.get(at('/clients/:id/measures'), () => refuse(500, { code: 'internal' })));
  await render(<Charts page={page} />);
  expect(await screen.findByRole('alert')).toHaveTextContent('The measures could not be loaded.');
});
