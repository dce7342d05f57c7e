import {
  aClient,
  aClientPage,
  aHome,
  anAssessment,
  anInstrument,
  aSession,
  aWorld,
  handlers,
  idOf,
  NOW,
  problem,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import { DuePage } from './due/DuePage';
import { dueQuery } from './due/query';
import { readSearch } from './due/search';
import { AssessmentPage } from './one/AssessmentPage';
import AssessmentsTab from './tab/AssessmentsTab';

const client = aClient({ can: ['read_care', 'propose_alert'] }, 1);
const page = aClientPage({ client });

beforeEach(() => {
  sessionStorage.clear();
  vi.useFakeTimers({ now: Date.parse(NOW), shouldAdvanceTime: true, toFake: ['Date'] });
});
afterEach(() => {
  clearToasts();
  vi.useRealTimers();
});

const checklist = anInstrument(
  {
    code: 'falls_checklist',
    version: 1,
    name: 'Falls',
    outcome: 'none',
    bands: [],
    items: [
      {
        code: 'unsteady',
        label: 'Is unsteady',
        kind: 'choice',
        required: true,
        options: [
          { code: 'no', label: 'No' },
          { code: 'yes', label: 'Yes', action: 'Ask for a physiotherapist.' },
        ],
      },
    ],
  },
  { own: false },
);
const weight = anInstrument(
  {
    code: 'weight_change',
    version: 1,
    name: 'Weight',
    outcome: 'change',
    change: { item: 'weight_kg' },
    bands: [],
    items: [
      {
        code: 'weight_kg',
        label: 'Weight',
        kind: 'number',
        unit: 'kg',
        least: 20,
        most: 300,
        decimals: 1,
        required: true,
      },
    ],
  },
  { own: false },
);

function use(parts: WorldParts = {}) {
  const world = aWorld({
    session: aSession(),
    clients: [client],
    instruments: [anInstrument(), checklist, weight],
    ...parts,
  });
  server.use(...handlers(world));
  return world;
}

describe('on a resident', () => {
  const some = [
    anAssessment({ occurred_at: '2026-09-01T10:00:00Z', score: 2, next_due_on: '2026-09-29' }, 1),
    anAssessment(
      {
        occurred_at: '2026-10-20T10:00:00Z',
        score: 7,
        band: 'high',
        band_rank: 1,
        next_due_on: '2026-11-17',
      },
      2,
    ),
    anAssessment(
      {
        occurred_at: '2026-11-20T10:00:00Z',
        score: 1,
        struck_at: NOW,
        struck_because: 'Next door',
        next_due_on: '2026-12-18',
      },
      3,
    ),
    anAssessment(
      {
        instrument: 'falls_checklist',
        instrument_version: 1,
        answers: { unsteady: 'yes' },
        score: null,
        band: null,
        details: {},
        next_due_on: '2026-11-23',
      },
      4,
    ),
    anAssessment(
      {
        instrument: 'weight_change',
        instrument_version: 1,
        answers: { weight_kg: 59.8 },
        score: null,
        band: null,
        details: { change: -2.1, change_per_cent: -3.4, since: '2026-10-03T09:00:00Z' },
        next_due_on: null,
      },
      5,
    ),
  ];

  it('says of each instrument when it is due, how it last came out and how it changed', async () => {
    use({ assessments: some });
    await render(<AssessmentsTab page={page} />);
    const mouth = await screen.findByRole('article', { name: 'Mouth check' });
    // The one that was struck out does not count.
    expect(await within(mouth).findByText('Score 7')).toBeVisible();
    expect(within(mouth).getByText('6 days overdue')).toHaveAttribute('data-state', 'overdue');
    expect(within(mouth).getByText('High')).toHaveAttribute('data-band', 'most');
    expect(within(mouth).getByText('Your own')).toBeVisible();
    expect(
      await within(mouth).findByRole('figure', {
        name: 'Mouth check over time. 2 values, from 2 to 7 points. The last is 7 points, High',
      }),
    ).toBeVisible();
    const falls = screen.getByRole('article', { name: 'Falls' });
    expect(await within(falls).findByText('1 thing to act on')).toBeVisible();
    expect(within(falls).getByText('Due today')).toHaveAttribute('data-state', 'due');
    const kilograms = screen.getByRole('article', { name: 'Weight' });
    expect(await within(kilograms).findByText('59.8 kg')).toBeVisible();
    expect(within(kilograms).getByText('2.1 kg less than on 3 October 2026 (−3.4 %)')).toBeVisible();
    expect(within(kilograms).getByText('No day set for the next')).toBeVisible();
    expect(within(mouth).getByRole('link', { name: 'Record Mouth check' })).toHaveAttribute(
      'href',
      `/residents/${client.id}/assess/mouth_check`,
    );
    const all = await screen.findByRole('table', { name: 'Assessments, the newest first' });
    expect(within(all).getByRole('row', { name: /20 November 2026/ })).toHaveTextContent('Struck out');
    expect(await axe(document.body)).toEqual([]);
    await userEvent.click(within(mouth).getByRole('button', { name: 'View as table' }));
    const table = within(mouth).getByRole('table', { name: 'Mouth check over time' });
    expect(within(table).getByRole('row', { name: /1 September 2026/ })).toHaveTextContent('2Low');
  });

  it('offers nothing to record to whoever only reads, and says what was never done', async () => {
    use();
    await render(<AssessmentsTab page={aClientPage({ client: aClient({ can: ['read_care'] }, 1) })} />);
    await waitFor(() => expect(screen.getAllByText('Not done yet')).toHaveLength(3));
    expect(screen.queryByRole('link', { name: /^Record/ })).toBeNull();
    expect(await screen.findByText('Nothing was assessed yet')).toBeVisible();
  });

  it('keeps what stands where one part fails', async () => {
    use({ assessments: some });
    server.use(http.get(at('/clients/:id/assessments/trend'), () => problem('internal')));
    await render(<AssessmentsTab page={page} />);
    const mouth = await screen.findByRole('article', { name: 'Mouth check' });
    expect(await within(mouth).findByText('The chart could not be loaded.')).toBeVisible();
    expect(within(mouth).getByText('Score 7')).toBeVisible();
  });
});

describe('one assessment', () => {
  it('says what was found, what to do and why a review is due; more is added, a mistake struck out', async () => {
    const world = use({
      assessments: [
        anAssessment(
          {
            answers: { lips: 'cracked', dry_days: 5 },
            score: 7,
            band: 'high',
            band_rank: 1,
            details: { parts: { lips: 2, dry_days: 5 } },
            review_id: idOf('review', 1),
          },
          1,
        ),
      ],
    });
    await render(<AssessmentPage id={idOf('assessment', 1)} />);
    expect(await screen.findByText('Ask for a dentist.')).toBeVisible();
    expect(screen.getByText('Offer balm with each wash.')).toBeVisible();
    expect(screen.getByText('A review of the care plan is due')).toBeVisible();
    expect(await axe(document.body)).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Add to it' }));
    let dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByLabelText('What is to be added'), 'Dentist on Friday');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add to assessment' }));
    expect(await screen.findByRole('list', { name: 'What was added' })).toHaveTextContent(
      'Dentist on Friday',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Strike out' }));
    dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Strike assessment out' }));
    expect(await within(dialog).findAllByText('Say why it does not hold.')).not.toHaveLength(0);
    await userEvent.type(within(dialog).getByLabelText('Why it does not hold'), 'The resident next door');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Strike assessment out' }));
    expect(await screen.findByText(/Struck out by .*: The resident next door/)).toBeVisible();
    expect(screen.queryByText('A review of the care plan is due')).toBeNull();
    expect(world.assessmentAddenda.map(({ kind }) => kind)).toEqual(['addendum', 'strike_out']);
  });

  it('reads what was answered under an earlier version with that version’s words', async () => {
    const earlier = anInstrument(
      { version: 999, bands: [{ code: 'low', label: 'Fine', from: 0, to: 9 }] },
      { in_force: false },
    );
    use({
      instruments: [anInstrument(), earlier],
      assessments: [anAssessment({ instrument_version: 999 }, 1)],
    });
    await render(<AssessmentPage id={idOf('assessment', 1)} />);
    expect(await screen.findByText('Fine')).toBeVisible();
  });

  it('says the same of one that is not there and one that is not theirs', async () => {
    use();
    await render(<AssessmentPage id={idOf('assessment', 9)} />);
    expect(await screen.findByText('This assessment is not there, or it is not yours to see.')).toBeVisible();
  });
});

describe('what is due in a home', () => {
  const due = [
    anAssessment({ next_due_on: '2026-11-20' }, 1),
    anAssessment(
      { client_id: idOf('client', 2), client_name: 'Bernard Okafor', next_due_on: '2026-11-30' },
      2,
    ),
  ];
  const manager = () => use({ homes: [aHome({}, 1)], clients: [client, aClient({}, 2)], assessments: due });

  it('stands there by day, with how long it is overdue and the way to do it', async () => {
    manager();
    const asked: unknown[] = [];
    await render(<DuePage search={{}} onSearch={(next) => asked.push(next)} />);
    const table = await screen.findByRole('table', { name: 'Assessments that are due again' });
    const [, first, second] = within(table).getAllByRole('row');
    expect(first).toHaveTextContent('Agnes Whitlock');
    expect(within(first!).getByText('3 days overdue')).toHaveAttribute('data-state', 'overdue');
    expect(within(second!).getByText('Due in 7 days')).toHaveAttribute('data-state', 'due');
    expect(await within(first!).findByText('Low')).toHaveAttribute('data-band', 'least');
    expect(
      within(first!).getByRole('link', { name: 'Record Mouth check for Agnes Whitlock' }),
    ).toHaveAttribute('href', `/residents/${client.id}/assess/mouth_check`);
    expect(await axe(document.body)).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Overdue' }));
    expect(asked).toEqual([{ show: 'overdue' }]);
  });

  it('asks the server for what the address says, and says so where nothing is', async () => {
    expect(readSearch({ show: 'week', home: 'x', instrument: 'news2; drop' })).toEqual({ show: 'week' });
    expect(dueQuery({ show: 'week', instrument: 'news2' }, '2026-11-23')).toEqual({
      limit: 50,
      due_before: '2026-12-01',
      instrument: 'news2',
    });
    manager();
    const asked: unknown[] = [];
    await render(
      <DuePage
        search={{ show: 'overdue', instrument: 'weight_change' }}
        onSearch={(next) => asked.push(next)}
      />,
    );
    expect(await screen.findByText('Nothing is due so')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(asked).toEqual([{}]);
  });

  it('says what failed', async () => {
    manager();
    server.use(http.get(at('/assessments/due'), () => problem('internal')));
    await render(<DuePage search={{}} onSearch={() => {}} />);
    await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('could not be loaded'));
  });
});
