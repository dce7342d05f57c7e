import {
  aClient,
  aClientPage,
  aPlanRead,
  aPlanVersion,
  aReview,
  aSession,
  aTaskDefinition,
  aWorld,
  answer,
  handlers,
  idOf,
  problem,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { makeQueries } from '~/lib/queries';
import { sessionKey } from '~/session/query';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import PlanTab from './PlanTab';

afterEach(clearToasts);

const page = aClientPage({ client: aClient({}, 1) });
const session = aSession();
const active = aPlanVersion({}, 1);
const tasks = [
  aTaskDefinition({ people: 2, times: ['10:00:00', '15:30:00'] }, 1),
  aTaskDefinition(
    {
      kind: 'as_needed',
      title: 'Heat pad',
      domain: 'sleep',
      times: [],
      min_interval_minutes: 240,
      max_per_day: 4,
    },
    2,
  ),
];

async function tab(parts: Parameters<typeof aWorld>[0] = {}, who = page) {
  const world = aWorld({
    session,
    planVersions: [active],
    definitions: tasks,
    reviews: [aReview({ client_id: who.client.id, due_on: '2026-10-01' }, 1)],
    ...parts,
  });
  server.use(...handlers(world));
  const queries = makeQueries();
  queries.setQueryData(sessionKey, session);
  const view = await render(<PlanTab page={who} />, { queries });
  return { world, ...view };
}

describe('the care plan on the resident’s page', () => {
  it('says part by part what care is given by, the person’s own words first, and when what is done', async () => {
    const { container } = await tab();
    const part = (await screen.findByRole('heading', { name: 'Moving about and falls' })).closest('section')!;
    const headings = within(part)
      .getAllByRole('heading', { level: 4 })
      .map((one) => one.textContent);
    expect(headings.slice(0, 3)).toEqual(['How I like to be supported', 'Need', 'Support']);
    expect(within(part).getByText('Frame within reach').tagName).toBe('LI');
    expect(await within(part).findByText('10:00, 15:30 every day')).toBeVisible();
    expect(within(part).getByText('Two people')).toBeVisible();
    expect(await screen.findByText('As needed, at least 4 hours apart, at most 4 times a day')).toBeVisible();
    expect(screen.getByText(/^Due 1 October 2026, \d+ days ago \(Routine\)$/)).toBeVisible();
    expect(await axe(container)).toEqual([]);
  });

  it('says what came of earlier reviews, and not again what is due', async () => {
    await tab({
      reviews: [
        aReview({ client_id: page.client.id }, 1),
        aReview(
          {
            client_id: page.client.id,
            status: 'held',
            held_on: '2026-08-03',
            outcome: 'amended',
            involved: ['resident', 'family'],
            note: 'He would like to be called later.',
          },
          2,
        ),
      ],
    });
    const section = (await screen.findByRole('heading', { name: 'Reviews of the plan' })).closest('section')!;
    const held = await within(section).findByText('Held 3 August 2026');
    expect(held.closest('li')).toHaveTextContent(
      /The plan is changed.*with The resident, Family.*called later/,
    );
    expect(within(section).getAllByRole('listitem')).toHaveLength(1);
  });

  it('says where there is none, and offers to begin it only to whoever changes the record', async () => {
    await tab({ planVersions: [] }, { ...page, client: aClient({ can: ['read_care'] }, 1) });
    expect(await screen.findByText('No care plan yet')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Begin care plan' })).toBeNull();
  });

  it('begins a plan and goes into its draft', async () => {
    const { router } = await tab({ planVersions: [] });
    await userEvent.click(await screen.findByRole('button', { name: 'Begin care plan' }));
    await waitFor(() => expect(router.state.location.pathname).toMatch(/\/plan\/.+\/edit$/));
  });

  it('goes back to an old version by a new draft of it', async () => {
    const old = aPlanVersion({ status: 'superseded', sections: { skin: { need: 'As it was' } } }, 1);
    const { world, router } = await tab({ planVersions: [old, aPlanVersion({}, 2)] });
    await userEvent.click(await screen.findByRole('button', { name: 'Restore version 1 as a draft' }));
    await waitFor(() => expect(router.state.location.pathname).toMatch(/\/edit$/));
    expect([...world.planVersions.values()].find(({ number }) => number === 3)).toMatchObject({
      status: 'draft',
      sections: { skin: { need: 'As it was' } },
      based_on_id: idOf('plan-version', 2),
      change_reason: 'Back to what version 1 said',
    });
  });

  it('tells of drafts that the server tells of, and where they are written', async () => {
    await tab({ planVersions: [active, aPlanVersion({ status: 'draft', based_on_id: active.id }, 2)] });
    expect(await screen.findByText('Version 2 is a draft')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Open draft 2' })).toHaveAttribute(
      'href',
      expect.stringMatching(/\/edit$/),
    );
  });
});

describe('what is seldom done with a plan', () => {
  const mine = { ...active, can: ['cease'] };
  const pick = async (act: string) => {
    await userEvent.click(await screen.findByRole('button', { name: /^More for the care plan of/ }));
    await userEvent.click(await screen.findByRole('menuitem', { name: act }));
  };

  it('is not offered to whoever does not manage the resident', async () => {
    await tab();
    expect(await screen.findByRole('heading', { name: /^Version 1/ })).toBeVisible();
    expect(screen.queryByRole('button', { name: /^More for the care plan of/ })).toBeNull();
  });

  it('is ended after it is said what that means', async () => {
    const { world } = await tab({ planVersions: [mine] });
    await pick('End the plan');
    expect(await screen.findByText(/what is still to be done by it is called off/)).toBeVisible();
    expect(world.planVersions.get(mine.id)!.status).toBe('active');
    await userEvent.click(screen.getByRole('button', { name: 'End the plan' }));
    await waitFor(() => expect(world.planVersions.get(mine.id)!.status).toBe('withdrawn'));
    expect(await screen.findByText('The care plan has ended')).toBeVisible();
  });

  it('is a review for another reason than the calendar', async () => {
    await tab({ planVersions: [mine] });
    const sent: unknown[] = [];
    server.use(
      http.post(at('/clients/:id/care-plan-reviews'), async ({ request }) => {
        sent.push(await request.json());
        return answer(aReview({ due_on: '2026-12-03' }, 9), { status: 201 });
      }),
    );
    await pick('Make a review due');
    await userEvent.type(
      await screen.findByRole('textbox', { name: /What it is about/ }),
      'Her daughter asks',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Make review due' }));
    expect(await screen.findByText('A review is due 3 December 2026')).toBeVisible();
    expect(sent).toEqual([expect.objectContaining({ reason: 'request', detail: 'Her daughter asks' })]);
  });
});

describe('"I have read this"', () => {
  it('is kept with when it was shown and how old the copy was, once', async () => {
    const { world } = await tab();
    await userEvent.click(await screen.findByRole('button', { name: 'I have read this' }));
    expect(await screen.findByText(/^You read version 1 on/)).toBeVisible();
    const [read] = world.planReads;
    expect(read).toMatchObject({ profile_id: session.person!.id, care_plan_version_id: active.id });
    expect(Date.parse(read!.confirmed_at!)).toBeGreaterThanOrEqual(Date.parse(read!.shown_at));
    expect(screen.queryByRole('button', { name: 'I have read this' })).toBeNull();
  });

  it('stands there to be pressed again when it could not be sent', async () => {
    await tab();
    server.use(http.post(at('/care-plan-versions/:id/reads'), () => problem('unavailable')));
    await userEvent.click(await screen.findByRole('button', { name: 'I have read this' }));
    expect(await screen.findByText(/^It could not be noted/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'I have read this' })).toBeVisible();
  });

  it('shows a manager who was shown it and who has read it, and how old their copy was', async () => {
    await tab({
      planReads: [
        aPlanRead({ copy_age_seconds: 1800 }, 5),
        aPlanRead({ person_name: 'Efua Mensah', confirmed_at: null }, 6),
      ],
    });
    const table = await screen.findByRole('table', { name: 'Who has read version 1' });
    const row = (name: RegExp) => within(table).getByRole('row', { name });
    expect(row(/Ben Carter/)).toHaveTextContent('30 minutes old');
    expect(row(/Efua Mensah/)).toHaveTextContent('Shown, not confirmed');
    expect(screen.getByText('1 person has said that they have read it.')).toBeVisible();
  });
});
