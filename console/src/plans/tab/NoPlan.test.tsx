import {
  aCarePlan,
  aClient,
  aClientPage,
  aPlanVersion,
  aSession,
  aStay,
  aWorld,
  answer,
  handlers,
  idOf,
} from '@almoner/client/testing';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import PlanTab from './PlanTab';

afterEach(clearToasts);

const stay = aStay({ from: '2026-11-20T10:00:00Z' }, 1);
/** Runs the shift, and manages nobody. */
const SENIOR = ['read_care', 'propose_alert', 'verify_alert'];
const page = (can: string[], fields: Parameters<typeof aClientPage>[0] = {}) =>
  aClientPage({ client: aClient({ can }, 1), stay, ...fields });
/** Of the stay before this one. */
const before = aPlanVersion(
  { status: 'withdrawn', published_at: '2026-01-05T09:00:00Z', effective_from: '2026-01-05T09:00:00Z' },
  1,
);

async function tab(who: ReturnType<typeof page>, parts: Parameters<typeof aWorld>[0] = {}) {
  const world = aWorld({ session: aSession(), stays: [stay], ...parts });
  server.use(...handlers(world));
  const view = await render(<PlanTab page={who} />);
  return { world, ...view };
}
const begins = () => screen.queryByRole('button', { name: 'Start an initial plan' });

describe('a resident without a plan', () => {
  it('gets an initial one from who runs the shift, who goes on to write it', async () => {
    const { world, router, container } = await tab(page(SENIOR));
    expect(await screen.findByText(/takes up to ten tasks/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Begin care plan' })).toBeNull();
    expect(await axe(container)).toEqual([]);
    await userEvent.click(begins()!);
    await waitFor(() => expect(router.state.location.pathname).toMatch(/\/plan\/.+\/edit$/));
    expect([...world.planVersions.values()]).toMatchObject([{ kind: 'initial', status: 'draft' }]);
  });

  it('offers a manager both, the full one first', async () => {
    await tab(page([...SENIOR, 'update']));
    const buttons = (await screen.findAllByRole('button')).map((one) => one.textContent);
    expect(buttons).toEqual(['Begin care plan', 'Start an initial plan']);
  });

  it.each([
    ['a carer', page(['read_care', 'propose_alert'])],
    ['whoever looks at somebody who has not moved in', page(SENIOR, { stay: null })],
  ])('offers %s none', async (_who, there) => {
    await tab(there);
    expect(await screen.findByText('No care plan yet')).toBeVisible();
    expect(begins()).toBeNull();
  });
});

describe('an initial plan on its way', () => {
  const draft = aPlanVersion({ kind: 'initial', status: 'draft', based_on_id: null, can: ['update'] }, 1);

  it('leads who wrote it on to write, and no second one is begun', async () => {
    await tab(page(SENIOR), { planVersions: [draft] });
    expect(await screen.findByText('An initial plan is being written')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Go on writing' })).toHaveAttribute(
      'href',
      expect.stringMatching(/\/edit$/),
    );
    expect(screen.queryByRole('link', { name: 'Look at it and publish' })).toBeNull();
    expect(begins()).toBeNull();
  });

  it('leads the second person to publish it', async () => {
    await tab(page(SENIOR), { planVersions: [{ ...draft, can: ['update', 'publish'] }] });
    expect(await screen.findByRole('link', { name: 'Look at it and publish' })).toHaveAttribute(
      'href',
      expect.stringMatching(/\/publish$/),
    );
  });
});

describe('an initial plan in force', () => {
  it('says that it is one, by when the full one is due, and what is missing', async () => {
    const { container } = await tab(page(SENIOR), {
      planVersions: [aPlanVersion({ kind: 'initial', sections: { skin: { risks: '- Red heel' } } }, 1)],
    });
    expect(await screen.findByText('This is an initial plan')).toBeVisible();
    expect(screen.getAllByText('Initial plan').length).toBeGreaterThan(0);
    const missing = screen.getByText('19 parts are still missing for the full plan').closest('details')!;
    expect(missing).toHaveTextContent('Pain');
    expect(missing).not.toHaveTextContent('Skin');
    expect(await axe(container)).toEqual([]);
  });
});

describe('a plan that has ended', () => {
  it('is followed by another draft, where the server offers one', async () => {
    const { router } = await tab(page([...SENIOR, 'update']), { planVersions: [before] });
    expect(await screen.findByText('The care plan has ended')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Begin new draft' }));
    await waitFor(() => expect(router.state.location.pathname).toMatch(/\/plan\/.+\/edit$/));
  });

  it('is followed by an initial one, where the server offers that', async () => {
    server.use(...handlers(aWorld({ session: aSession(), stays: [stay], planVersions: [before] })));
    const ended = aCarePlan({ active: null, can: ['start_initial'] });
    server.use(http.get(at('/clients/:id/care-plan'), () => answer(ended)));
    await render(<PlanTab page={page(SENIOR)} />);
    expect(await screen.findByRole('button', { name: 'Start an initial plan' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Begin new draft' })).toBeNull();
  });

  it('offers nothing where the server doesn’t', async () => {
    server.use(...handlers(aWorld({ session: aSession(), stays: [stay], planVersions: [before] })));
    server.use(http.get(at('/clients/:id/care-plan'), () => answer(aCarePlan({ active: null, can: [] }))));
    await render(<PlanTab page={page(['read_care'])} />);
    expect(await screen.findByText('The care plan has ended')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Begin new draft' })).toBeNull();
    expect(begins()).toBeNull();
  });
});

describe('a plan that was archived', () => {
  const archived = aCarePlan({ archived_at: '2026-06-01T10:00:00Z', can: [] });
  const show = (who: ReturnType<typeof page>) => {
    const world = aWorld({ session: aSession(), planVersions: [before] });
    server.use(
      http.get(at('/clients/:id/care-plan'), () => answer(archived)),
      http.post(at('/clients/:id/care-plan'), () =>
        answer(aCarePlan({ active: null, drafts: [aPlanVersion({ status: 'draft' }, 7)] }), { status: 201 }),
      ),
      ...handlers(world),
    );
    return render(<PlanTab page={who} />);
  };

  it('is read, never to be signed for, and another one is begun', async () => {
    const { router } = await show(page([...SENIOR, 'update']));
    expect(await screen.findByText('It was archived 1 June 2026. Care is not given by it.')).toBeVisible();
    expect(screen.queryByText(/^In force since/)).toBeNull();
    expect(screen.queryByRole('button', { name: 'I have read this' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Begin another plan' }));
    await waitFor(() =>
      expect(router.state.location.pathname).toBe(
        `/residents/${idOf('client', 1)}/plan/${idOf('plan-version', 7)}/edit`,
      ),
    );
  });

  it('offers nothing of somebody who is archived themselves', async () => {
    await show(
      page([], { client: aClient({ can: ['update'], archived_at: '2026-06-01T10:00:00Z' }, 1), stay: null }),
    );
    expect(await screen.findByText('This care plan is archived')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Begin another plan' })).toBeNull();
  });
});
