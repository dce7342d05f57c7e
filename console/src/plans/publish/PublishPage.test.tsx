import type { CarePlanPublishSummaryOut } from '@almoner/client';
import { aClient, aPlanVersion, aSession, aWorld, answer, handlers, problem } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { at, http, server } from '~/test/server';
import { PublishPage } from './PublishPage';

afterEach(clearToasts);

const active = aPlanVersion({}, 1);
const version = aPlanVersion({ status: 'in_review', based_on_id: active.id }, 2);
const client = aClient({}, 1);

const summary = (fields: Partial<CarePlanPublishSummaryOut> = {}): CarePlanPublishSummaryOut => ({
  version,
  against: { id: active.id, number: 1, status: 'active' },
  plan_changed: false,
  due_cancelled: 4,
  due_kept: 12,
  due_made: 6,
  domains: [
    {
      domain: 'sleep',
      change: 'changed',
      sources_added: [],
      sources_removed: [],
      fields: [
        { field: 'need', from: 'Wakes at four', to: 'Wakes at five', items_added: [], items_removed: [] },
      ],
    },
  ],
  tasks: [
    {
      lineage_id: 'l1',
      change: 'changed',
      title: 'Offer a drink',
      domain: 'nutrition_hydration',
      fields: [{ field: 'times', from: ['10:30:00'], to: ['10:30:00', '15:00:00'] }],
    },
    { lineage_id: 'l2', change: 'removed', title: 'Walk', domain: 'mobility_falls', fields: [] },
  ],
  ...fields,
});

async function page(said = summary(), row = said.version) {
  const world = aWorld({ session: aSession(), clients: [client], planVersions: [active, row] });
  server.use(
    http.get(at('/care-plan-versions/:id/publish-summary'), () => answer(said)),
    ...handlers(world),
  );
  const view = await render(<PublishPage id={client.id} version={row.id} />);
  return { world, ...view };
}

it('says what changes for carers before it is published, word by word and task by task', async () => {
  const { container } = await page();
  expect(await screen.findByText(/It takes the place of version 1\./)).toBeVisible();
  const count = (label: string) => screen.getByText(label, { selector: 'dt' }).nextElementSibling;
  expect(count('Called off in the next 48 hours')).toHaveTextContent('4');
  expect(count('Added in the next 48 hours')).toHaveTextContent('6');
  expect(count('Tasks that end')).toHaveTextContent('1');
  const drink = screen.getByText('Offer a drink').closest('li')!;
  expect(drink.querySelector('ins')).toHaveTextContent('15:00');
  expect(container.querySelector('article del')).toHaveTextContent('four');
  expect(await axe(container)).toEqual([]);
});

it('publishes what was looked at, and goes to the plan', async () => {
  const { world, router } = await page();
  await userEvent.click(await screen.findByRole('button', { name: 'Publish version 2' }));
  await waitFor(() => expect(world.planVersions.get(version.id)!.status).toBe('active'));
  await waitFor(() => expect(router.state.location.pathname).toBe(`/residents/${client.id}`));
  expect(await screen.findByText(/^Version 2 is in force\./)).toBeVisible();
});

it('says what to do where another version was published meanwhile', async () => {
  await page();
  server.use(http.post(at('/care-plan-versions/:id/publish'), () => problem('plan_changed')));
  await userEvent.click(await screen.findByRole('button', { name: 'Publish version 2' }));
  const notice = await screen.findByText('Another version was published since this one was begun');
  const around = within(notice.closest('.notice') as HTMLElement);
  expect(around.getByRole('link', { name: 'Compare with what is in force' })).toBeVisible();
  expect(around.getByRole('button', { name: 'Send back to draft' })).toBeVisible();
});

it('says so before anybody presses, where that is known already', async () => {
  await page(summary({ plan_changed: true, version: { ...version, can: ['send_back', 'withdraw'] } }));
  expect(await screen.findByText('Another version was published since this one was begun')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Publish version 2' })).toBeNull();
});

it('is looked at again where somebody changed it meanwhile', async () => {
  await page();
  server.use(http.post(at('/care-plan-versions/:id/publish'), () => problem('stale', { current: version })));
  await userEvent.click(await screen.findByRole('button', { name: 'Publish version 2' }));
  expect(await screen.findByText('This is not what you looked at any more')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Look at it again' })).toBeVisible();
});

it('has no button for whoever wrote in it, where two people are needed', async () => {
  await page(summary({ version: { ...version, can: ['send_back', 'withdraw'] } }));
  expect(await screen.findByText('Somebody else has to publish this version')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Publish version 2' })).toBeNull();
});

it('of a version that is in force says so, and asks nothing', async () => {
  await page(summary(), { ...version, status: 'active', can: [] });
  expect(await screen.findByText('Version 2 is In force and cannot be published')).toBeVisible();
});
