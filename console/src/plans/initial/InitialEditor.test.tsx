import {
  aClient,
  aPlanVersion,
  aSession,
  aTaskDefinition,
  aWorld,
  answer,
  handlers,
  problem,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { HttpResponse, at, http, server } from '~/test/server';
import { EditorPage } from '../editor/EditorPage';
import { PublishPage } from '../publish/PublishPage';

beforeEach(() => sessionStorage.clear());
afterEach(clearToasts);

const client = aClient({}, 1);
const draft = aPlanVersion(
  {
    kind: 'initial',
    status: 'draft',
    based_on_id: null,
    sections: { nutrition_hydration: { risks: '- Choking: Level 4 pureed' } },
    can: ['update', 'submit'],
  },
  1,
);
const tasks = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    aTaskDefinition({ care_plan_version_id: draft.id, title: `Check ${i + 1}` }, i + 1),
  );

function world(parts: Parameters<typeof aWorld>[0] = {}) {
  const there = aWorld({ session: aSession(), clients: [client], planVersions: [draft], ...parts });
  server.use(...handlers(there));
  return there;
}
const editor = () =>
  render(<EditorPage id={client.id} version={draft.id} part={undefined} onPart={() => {}} />);

describe('writing an initial plan', () => {
  it('is one page that begins with the alerts, saves what is typed, and leads on to be published', async () => {
    const there = world();
    const { container, router } = await editor();
    expect(await screen.findByRole('heading', { level: 1, name: /^Initial plan for/ })).toBeVisible();
    const part = await screen.findByRole('region', { name: 'Food and drink' });
    expect(within(part).getByRole('textbox', { name: 'Risks' })).toHaveValue('- Choking: Level 4 pureed');
    expect(screen.getByText('19 parts are still missing for the full plan')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Hand in for review' })).toBeNull();
    expect(await axe(container)).toEqual([]);
    await userEvent.type(within(part).getByRole('textbox', { name: 'Support' }), 'Sit upright');
    await userEvent.click(screen.getByRole('button', { name: 'Look at it and publish' }));
    await waitFor(() => expect(router.state.location.pathname).toMatch(/\/publish$/));
    expect(there.planVersions.get(draft.id)!.sections.nutrition_hydration).toEqual({
      risks: '- Choking: Level 4 pureed',
      support: 'Sit upright',
    });
  });

  it('takes another part, which stays open while it is empty', async () => {
    const there = world();
    await editor();
    await userEvent.click(await screen.findByRole('button', { name: /Add a part/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'Sleep' }));
    const part = await screen.findByRole('region', { name: 'Sleep' });
    await userEvent.type(within(part).getByRole('textbox', { name: 'Risks' }), 'Wakes at four');
    await userEvent.tab();
    await waitFor(() =>
      expect(there.planVersions.get(draft.id)!.sections.sleep).toEqual({ risks: 'Wakes at four' }),
    );
  });

  it('goes nowhere with something unsaved', async () => {
    world();
    const { router } = await editor();
    const part = await screen.findByRole('region', { name: 'Food and drink' });
    server.use(http.patch(at('/care-plan-versions/:id'), () => HttpResponse.error()));
    await userEvent.type(within(part).getByRole('textbox', { name: 'Support' }), 'Sit upright');
    const before = router.state.location.pathname;
    await userEvent.click(screen.getByRole('button', { name: 'Look at it and publish' }));
    expect(await screen.findByText(/^Not everything is saved yet/)).toBeVisible();
    expect(router.state.location.pathname).toBe(before);
  });

  it('counts its tasks, and offers no eleventh', async () => {
    world({ definitions: tasks(9) });
    const { unmount } = await editor();
    expect(await screen.findByText('9 tasks of up to 10')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Add task' })).toBeVisible();
    unmount();
    world({ definitions: tasks(10) });
    await editor();
    expect(await screen.findByText(/^That is all that an initial plan takes/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Add task' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Remove task Check 10' })).toBeVisible();
  });

  it('is told when a plan was published meanwhile', async () => {
    world({ planVersions: [draft, aPlanVersion({}, 2)] });
    await editor();
    expect(await screen.findByText('Another plan was published meanwhile')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^It is brought up to/ })).toBeNull();
  });
});

describe('publishing an initial plan', () => {
  const summary = (version = draft) =>
    http.get(at('/care-plan-versions/:id/publish-summary'), () =>
      answer({
        version,
        against: null,
        plan_changed: false,
        due_cancelled: 0,
        due_kept: 0,
        due_made: 4,
        domains: [],
        tasks: [],
      }),
    );
  const show = () => render(<PublishPage id={client.id} version={draft.id} />);

  it('is done straight from draft by somebody else', async () => {
    const version = { ...draft, can: ['update', 'publish'] };
    const there = world({ planVersions: [version] });
    server.use(summary(version));
    const { container } = await show();
    expect(
      await screen.findByRole('heading', { level: 1, name: /^Publish the initial plan for/ }),
    ).toBeVisible();
    const act = await screen.findByRole('button', { name: 'Publish the initial plan' });
    expect(await axe(container)).toEqual([]);
    await userEvent.click(act);
    await waitFor(() => expect(there.planVersions.get(draft.id)!.status).toBe('active'));
  });

  it('tells who wrote it, also where only the server knows that two people are asked for', async () => {
    const version = { ...draft, can: ['update', 'publish'] };
    const there = world({ planVersions: [version] });
    server.use(
      summary(version),
      http.post(at('/care-plan-versions/:id/publish'), () => problem('forbidden')),
    );
    await show();
    await userEvent.click(await screen.findByRole('button', { name: 'Publish the initial plan' }));
    expect(await screen.findByText(/^You wrote in it/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Publish the initial plan' })).toBeNull();
    expect(there.planVersions.get(draft.id)!.status).toBe('draft');
  });

  it('tells who wrote it that somebody else does', async () => {
    world();
    server.use(summary());
    await show();
    expect(await screen.findByText('Somebody else has to publish it')).toBeVisible();
    expect(screen.getByText(/^You wrote in it/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Publish the initial plan' })).toBeNull();
    expect(screen.getByRole('link', { name: 'Back to writing' })).toBeVisible();
  });

  it('shows a full draft no button: that one is handed in first', async () => {
    const full = { ...draft, kind: 'full' as const };
    world({ planVersions: [full] });
    await show();
    expect(await screen.findByText(/cannot be published$/)).toBeVisible();
  });
});
