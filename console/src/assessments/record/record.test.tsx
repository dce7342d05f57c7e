import {
  aClient,
  anAssessment,
  anInstrument,
  aWorld,
  handlers,
  idOf,
  type WorldParts,
} from '@almoner/client/testing';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HttpResponse } from 'msw';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import { RecordPage } from './RecordPage';

const CLIENT = aClient({ can: ['read_care', 'propose_alert'] }, 1);
const HIGH = { score: 7, band: 'high', band_rank: 1, details: { parts: { lips: 2, dry_days: 5 } } };

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  clearToasts();
  vi.unstubAllGlobals();
});

function use(parts: WorldParts = {}) {
  const world = aWorld({
    clients: [CLIENT],
    instruments: [anInstrument()],
    comesTo: () => HIGH,
    ...parts,
  });
  server.use(...handlers(world));
  return world;
}

/** As wide as a phone. */
function onPhone() {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: query.includes('max-width'),
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
}

function Page() {
  const [place, setPlace] = useState(0);
  return <RecordPage id={CLIENT.id} instrument="mouth_check" at={place} onAt={setPlace} />;
}

const choose = async (name: string) => userEvent.click(await screen.findByRole('radio', { name }));
const type = async (value: string) =>
  userEvent.type(await screen.findByLabelText('Days with a dry mouth (days)'), value);
const save = async () => userEvent.click(screen.getByRole('button', { name: 'Save assessment' }));

describe('on a screen with room', () => {
  it('asks all at once, an operator’s own instrument like any, and shows whose it is', async () => {
    use();
    await render(<Page />);
    expect(await screen.findByRole('radiogroup', { name: /Lips/ })).toBeVisible();
    expect(screen.getByText(/In the last week. 0 to 7 days/)).toBeVisible();
    expect(screen.getByText('Licence: Licensed to Harbour Care until 2028')).toBeVisible();
    expect(screen.getByText(/worked out by the server when you save/)).toBeVisible();
    expect(await axe(document.body)).toEqual([]);
  });

  it('names each answer that is missing or out of bounds, and sends nothing', async () => {
    const world = use();
    await render(<Page />);
    await type('9');
    await save();
    const summary = await screen.findByTestId('error-summary');
    expect(summary).toHaveTextContent('Choose one: Lips');
    expect(summary).toHaveTextContent('Days with a dry mouth: give 0 to 7');
    // What need not be answered is not asked for.
    expect(summary).not.toHaveTextContent('Own teeth');
    expect(world.assessments.size).toBe(0);
  });

  it('says what the server found, what to do now, and that the plan is to be reviewed', async () => {
    const world = use({ comesTo: () => ({ ...HIGH, review_id: idOf('review', 1) }) });
    await render(<Page />);
    await choose('Cracked');
    // What to think of stands there as soon as it is chosen.
    expect(screen.getByText('Offer balm with each wash.')).toBeVisible();
    await type('5');
    await save();
    expect(
      await screen.findByRole('heading', { level: 1, name: /Mouth check for .* is saved/ }),
    ).toBeVisible();
    expect(screen.getByText('Score 7')).toBeVisible();
    expect(screen.getByText('High')).toHaveAttribute('data-band', 'most');
    expect(screen.getByText('Ask for a dentist.')).toBeVisible();
    expect(await screen.findByText('A review of the care plan is due')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Open the care plan' })).toHaveAttribute(
      'href',
      `/residents/${CLIENT.id}?tab=plan`,
    );
    const table = screen.getByRole('table', { name: 'Answers' });
    expect(within(table).getByRole('row', { name: /Days with a dry mouth/ })).toHaveTextContent('5 days');
    const [row] = [...world.assessments.values()];
    expect(row).toMatchObject({ answers: { lips: 'cracked', dry_days: 5 }, instrument_version: 1000 });
    expect(await axe(document.body)).toEqual([]);
  });

  it('keeps what was answered through a reload and a lost answer, and stores it once', async () => {
    const world = use();
    let lost = true;
    const keys: (string | null)[] = [];
    server.use(
      http.post(at('/clients/:id/assessments'), ({ request }) => {
        keys.push(request.headers.get('idempotency-key'));
        if (!lost) return undefined;
        return HttpResponse.error();
      }),
    );
    const first = await render(<Page />);
    await choose('Smooth');
    await type('2');
    await save();
    await screen.findByTestId('error-summary');
    first.unmount();
    await render(<Page />);
    expect(await screen.findByText(/We kept what you typed/)).toBeVisible();
    expect(screen.getByRole('radio', { name: 'Smooth' })).toBeChecked();
    expect(screen.getByLabelText('Days with a dry mouth (days)')).toHaveValue('2');
    lost = false;
    await save();
    expect(await screen.findByText('Score 7')).toBeVisible();
    expect(new Set(keys).size).toBe(1);
    expect(world.assessments.size).toBe(1);
    // Nothing of it waits in the next form.
    await userEvent.click(screen.getByRole('button', { name: 'Record another' }));
    expect(await screen.findByRole('radio', { name: 'Smooth' })).not.toBeChecked();
  });

  it('says that the first was saved where other answers follow under its name, and takes them as another', async () => {
    const world = use();
    let first = true;
    server.use(
      http.post(at('/clients/:id/assessments'), async ({ request }) => {
        if (!first) return undefined;
        first = false;
        world.keys.set(request.headers.get('idempotency-key')!, {
          body: 'other answers',
          status: 201,
          find: () => null,
        });
        return HttpResponse.error();
      }),
    );
    await render(<Page />);
    await choose('Smooth');
    await type('2');
    await save();
    await screen.findByTestId('error-summary');
    await save();
    expect(await screen.findByText('An assessment sent from this form is saved already')).toBeVisible();
    expect(screen.getByRole('radio', { name: 'Smooth' })).toBeChecked();
    await userEvent.click(screen.getByRole('button', { name: 'These answers are another assessment' }));
    await save();
    expect(await screen.findByText('Score 7')).toBeVisible();
    expect(world.assessments.size).toBe(1);
  });
});

describe('on a phone', () => {
  beforeEach(onPhone);

  it('asks one question after another, and shows all answers before it is saved', async () => {
    use();
    await render(<Page />);
    expect(await screen.findByText('Question 1 of 3')).toBeVisible();
    expect(screen.queryByLabelText('Days with a dry mouth (days)')).toBeNull();
    // Not on without an answer.
    await userEvent.click(screen.getByRole('button', { name: 'Next question' }));
    expect(screen.getByText('Choose one: Lips')).toBeVisible();
    await choose('Cracked');
    await userEvent.click(screen.getByRole('button', { name: 'Next question' }));
    expect(screen.getByText('Question 2 of 3')).toHaveFocus();
    await type('5');
    expect(await axe(document.body)).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Next question' }));
    await userEvent.click(screen.getByRole('button', { name: 'Look over the answers' }));
    const over = screen.getByRole('list', { name: 'Answers' });
    expect(
      within(over)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['LipsCrackedChange', 'Days with a dry mouth5 daysChange', 'Own teethNot answeredChange']);
    expect(await axe(document.body)).toEqual([]);
    await save();
    expect(await screen.findByText('Score 7')).toBeVisible();
  });

  it('shows all questions where the server refuses some', async () => {
    use({ instruments: [anInstrument()] });
    server.use(
      http.post(at('/clients/:id/assessments'), () =>
        HttpResponse.json(
          {
            data: null,
            error: {
              code: 'invalid',
              message: 'Some fields are wrong.',
              fields: [{ path: 'answers.dry_days', code: 'range', message: 'Not more than 4.' }],
              retryable: false,
            },
            meta: { request_id: idOf('request', 1) },
          },
          { status: 422 },
        ),
      ),
    );
    await render(<Page />);
    await choose('Smooth');
    await userEvent.click(screen.getByRole('button', { name: 'Next question' }));
    await type('5');
    await userEvent.click(screen.getByRole('button', { name: 'Next question' }));
    await userEvent.click(screen.getByRole('button', { name: 'Look over the answers' }));
    await save();
    expect(await screen.findByRole('radiogroup', { name: /Lips/ })).toBeVisible();
    const field = screen.getByLabelText('Days with a dry mouth (days)');
    expect(field).toHaveValue('5');
    expect(field).toHaveAccessibleDescription(/Not more than 4/);
  });
});

it('is nothing for whoever only reads, and says so where the instrument is gone', async () => {
  use({ clients: [aClient({ can: ['read_care'] }, 1)] });
  const view = await render(<Page />);
  expect(await screen.findByText(/You can’t record an assessment of/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Save assessment' })).toBeNull();
  view.unmount();
  use({ instruments: [anInstrument({}, { in_force: false })], assessments: [anAssessment({}, 1)] });
  await render(<Page />);
  expect(await screen.findByText('This is not there to be answered')).toBeVisible();
});
