import {
  aClient,
  anAssessment,
  anInstrument,
  aPlanVersion,
  aSession,
  aWorld,
  handlers,
  idOf,
} from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { axe } from '~/test/axe';
import { render } from '~/test/render';
import { server } from '~/test/server';
import { TextChanges } from '../diff/DiffView';
import { EditorPage } from '../editor/EditorPage';
import { SectionsView } from '../SectionsView';

beforeEach(() => sessionStorage.clear());
afterEach(clearToasts);

const client = aClient({}, 1);
const first = anAssessment({ score: 3 }, 1);
const second = anAssessment({ score: 7, band: 'high', band_rank: 1, occurred_at: '2026-11-20T10:00:00Z' }, 2);
const struck = anAssessment({ struck_at: '2026-11-21T10:00:00Z' }, 3);
const resting = { skin: { need: 'Dry heels', sources: [first.id] } };
const active = aPlanVersion({ sections: resting }, 1);
const draft = aPlanVersion({ status: 'draft', based_on_id: active.id, sections: resting }, 2);

function use() {
  const world = aWorld({
    session: aSession(),
    clients: [client],
    instruments: [anInstrument()],
    assessments: [first, second, struck],
    planVersions: [active, draft],
  });
  server.use(...handlers(world));
  return world;
}

it('links an assessment to a part of a draft, takes one out, and leaves the texts as they are', async () => {
  const world = use();
  const now = () => world.planVersions.get(draft.id)!.sections.skin;
  const { container } = await render(
    <EditorPage id={client.id} version={draft.id} part="skin" onPart={() => {}} />,
  );
  const part = await screen.findByRole('region', { name: 'Skin' });
  const link = await within(part).findByRole('link', { name: 'Mouth check' });
  expect(link).toHaveAttribute('href', `/assessments/${first.id}`);
  expect(within(part).getByText('Score 3')).toBeVisible();
  await userEvent.click(within(part).getByRole('button', { name: 'Link an assessment' }));
  const dialog = await screen.findByRole('dialog', { name: 'Link an assessment' });
  const options = await within(dialog).findAllByRole('checkbox');
  // What was struck out is nothing to rest on; what is linked is not linked twice.
  expect(options).toHaveLength(2);
  expect(within(dialog).getByRole('checkbox', { name: /Score 3/ })).toBeDisabled();
  expect(await axe(dialog)).toEqual([]);
  await userEvent.click(within(dialog).getByRole('checkbox', { name: /Score 7, High/ }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Link' }));
  await waitFor(() => expect(now()).toEqual({ need: 'Dry heels', sources: [first.id, second.id] }));
  expect(await axe(container)).toEqual([]);
  await userEvent.click(
    within(part).getByRole('button', { name: 'Take out: Mouth check, 23 November 2026' }),
  );
  await waitFor(() => expect(now()).toEqual({ need: 'Dry heels', sources: [second.id] }));
});

it('keeps what a part rests on when a text of it is written', async () => {
  const world = use();
  await render(<EditorPage id={client.id} version={draft.id} part="skin" onPart={() => {}} />);
  const need = await screen.findByRole('textbox', { name: 'Need' });
  await userEvent.type(need, ', both');
  await userEvent.tab();
  await waitFor(() =>
    expect(world.planVersions.get(draft.id)!.sections.skin).toEqual({
      need: 'Dry heels, both',
      sources: [first.id],
    }),
  );
});

it('shows in the plan what a part follows from, and says so of one that can’t be seen or was struck out', async () => {
  use();
  const sections = { skin: { need: 'Dry', sources: [second.id, struck.id, idOf('assessment', 99)] } };
  await render(<SectionsView sections={sections} tasks={[]} />);
  const part = await screen.findByRole('region', { name: 'Skin' });
  expect(await within(part).findByText('Score 7')).toBeVisible();
  expect(within(part).getByText('20 November 2026')).toBeVisible();
  expect(await within(part).findByText('Struck out since')).toHaveAttribute('data-state', 'refused');
  expect(await within(part).findByText('An assessment that you can’t see')).toBeVisible();
});

it('says in a comparison what a part rests on now, and what no more', async () => {
  use();
  await render(
    <TextChanges
      domains={[
        {
          domain: 'skin',
          change: 'changed',
          fields: [],
          sources_added: [second.id],
          sources_removed: [first.id],
        },
      ]}
    />,
  );
  expect(await screen.findByText('Score 7')).toBeVisible();
  expect(screen.getByText('Linked').closest('.plan-sources-of')).toHaveTextContent('Score 7');
  expect(screen.getByText('No longer linked').closest('.plan-sources-of')).toHaveTextContent('Score 3');
});
