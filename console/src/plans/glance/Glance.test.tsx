import {
  aClient,
  aClientPage,
  aNote,
  aPlanVersion,
  aReview,
  aSession,
  aWorld,
  handlers,
  problem,
} from '@almoner/client/testing';
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import { careDayAt } from './care-day';
import Glance from './Glance';

const page = aClientPage({ client: aClient({}, 1) });
const today = careDayAt(new Date(), 'Europe/London', '07:00:00');

async function glance(parts: Parameters<typeof aWorld>[0] = {}) {
  server.use(
    ...handlers(
      aWorld({
        session: aSession(),
        planVersions: [aPlanVersion({}, 1)],
        reviews: [aReview({ client_id: page.client.id, due_on: '2020-01-01' }, 1)],
        ...parts,
      }),
    ),
  );
  return render(<Glance page={page} />);
}

const card = (label: string) => screen.getByText(label, { selector: 'dt' }).nextElementSibling;

it('says how somebody likes to be supported, what they drank, what was noted, and by which plan', async () => {
  const { container } = await glance({
    measures: {
      days: [{ care_day: today, in_ml: 650, out_ml: null, meals: [], notes: 4 }],
      series: [],
      cut: false,
    },
    notes: [
      aNote(
        {
          client_id: page.client.id,
          text: 'Drank all of it',
          measures: { in_ml: 200 },
          occurred_at: new Date().toISOString(),
          flagged: true,
        },
        1,
      ),
    ],
  });
  expect(await screen.findByText('I like to take my time')).toBeVisible();
  expect(screen.getByText(/^Version 1, in force since/)).toBeVisible();
  expect(screen.getByText('Review overdue since 1 January 2020')).toHaveAttribute('data-state', 'overdue');
  expect(await screen.findByText('650 ml')).toBeVisible();
  // Nobody having noted any is not the same as none.
  expect(card('Passed')).toHaveTextContent('None noted');
  const note = (await screen.findByText('Drank all of it')).closest('li')!;
  expect(within(note).getByText(/Drank 200/)).toBeVisible();
  expect(within(note).getByText('For the handover')).toBeVisible();
  expect(await axe(container)).toEqual([]);
});

it('says that a note does not hold, and leaves what it said', async () => {
  await glance({
    notes: [
      aNote(
        {
          client_id: page.client.id,
          text: 'Fell in the bathroom',
          occurred_at: new Date().toISOString(),
          struck_at: new Date().toISOString(),
          struck_because: 'Wrong resident',
        },
        1,
      ),
    ],
  });
  expect(await screen.findByText('Does not hold: Wrong resident')).toBeVisible();
  expect(screen.getByText('Fell in the bathroom')).toBeVisible();
});

it('says what to do where no plan is in force', async () => {
  await glance({ planVersions: [] });
  expect(await screen.findByText('No care plan is in force. Ask whoever runs the shift.')).toBeVisible();
  expect(screen.getByText('Nothing was noted in the last 24 hours.')).toBeVisible();
});

it('keeps the plan in sight where the notes cannot be loaded', async () => {
  const world = aWorld({ session: aSession(), planVersions: [aPlanVersion({}, 1)] });
  server.use(
    http.get(at('/clients/:id/notes'), () => problem('forbidden')),
    ...handlers(world),
  );
  await render(<Glance page={page} />);
  expect(await screen.findByText('The notes could not be loaded.')).toBeVisible();
  expect(await screen.findByText(/^Version 1, in force since/)).toBeVisible();
});

it('the care day is the day before until it begins on the home’s clock', () => {
  expect(careDayAt(new Date('2026-11-29T06:59:00Z'), 'Europe/London', '07:00:00')).toBe('2026-11-28');
  expect(careDayAt(new Date('2026-11-29T07:00:00Z'), 'Europe/London', '07:00:00')).toBe('2026-11-29');
  // In summer seven o'clock is six in universal time.
  expect(careDayAt(new Date('2026-07-01T06:00:00Z'), 'Europe/London', '07:00:00')).toBe('2026-07-01');
});
