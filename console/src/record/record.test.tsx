import { idOf } from '@almoner/client/testing';
import type { NoteKindOut } from '@almoner/client';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { replaceOutbox } from '~/outbox/current';
import { axe } from '~/test/axe';
import { carer } from '~/test/carer';
import { render } from '~/test/render';
import { RecordPage } from './RecordPage';
import type { RecordSearch } from './search';

afterEach(() => {
  clearToasts();
  replaceOutbox(undefined);
});

const noteKinds: NoteKindOut[] = [
  {
    kind: 'fluid',
    label: 'Fluids',
    text_optional: true,
    measures: [{ name: 'in_ml', unit: 'ml', least: 1, most: 2000, decimals: 0, choices: [] }],
  },
  {
    kind: 'mood',
    label: 'Mood',
    text_optional: true,
    measures: [{ name: 'mood', choices: ['happy', 'low'] }],
  },
];

async function shown(first: RecordSearch = {}) {
  const device = carer({ noteKinds });
  const user = userEvent.setup();
  const done: string[] = [];
  function Page() {
    const [search, setSearch] = useState(first);
    return <RecordPage search={search} onSearch={setSearch} done={() => done.push('done')} />;
  }
  const view = await render(<Page />, { queries: device.queries });
  return { ...device, ...view, user, done };
}

it('is three steps: for whom, what about, and a tap', async () => {
  const { user, kept, done, container } = await shown();
  await user.type(await screen.findByLabelText('Find by name or room'), 'agnes');
  await user.click(screen.getByRole('button', { name: /Agnes Whitlock/ }));
  await user.click(screen.getByRole('button', { name: 'Fluids' }));
  expect(screen.getByRole('heading', { level: 1, name: 'Fluids: Agnes Whitlock' })).toBeVisible();
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'More: Drunk (ml)' }));
  await user.click(screen.getByRole('button', { name: 'More: Drunk (ml)' }));
  await user.click(screen.getByRole('checkbox', { name: 'For the next handover' }));
  await user.click(screen.getByRole('button', { name: 'Record fluids' }));
  await waitFor(() => expect(done).toEqual(['done']));
  expect(kept()).toMatchObject([
    {
      about: { who: 'Agnes Whitlock', what: 'Fluids' },
      deed: {
        kind: 'note',
        id: idOf('client', 1),
        body: { kind: 'fluid', measures: { in_ml: 100 }, flagged: true, occurred_at: expect.any(String) },
      },
    },
  ]);
  // A slip is taken back where it is said.
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(kept()).toEqual([]));
});

it('says what is missing and loses nothing, not even when the page is left', async () => {
  const place = { resident: idOf('client', 1), kind: 'fluid' as const };
  const first = await shown(place);
  await first.user.click(await screen.findByRole('button', { name: 'Record fluids' }));
  expect(await screen.findByText('Say something of it: a measure or a few words.')).toBeVisible();
  await first.user.type(screen.getByLabelText('Drunk (ml)'), '2500');
  await first.user.click(screen.getByRole('button', { name: 'Record fluids' }));
  expect(await screen.findByText('Give a number from 1 to 2000, or leave it empty.')).toBeVisible();
  expect(first.kept()).toEqual([]);
  first.unmount();
  await shown(place);
  expect(await screen.findByLabelText('Drunk (ml)')).toHaveValue('2500');
});

it('takes a word by a tap, and back by another', async () => {
  const { user, kept } = await shown({ resident: idOf('client', 1), kind: 'mood' });
  const low = await screen.findByRole('button', { name: 'Low' });
  await user.click(low);
  await user.click(low);
  expect(low).toHaveAttribute('aria-pressed', 'false');
  await user.click(screen.getByRole('button', { name: 'Happy' }));
  await user.click(screen.getByRole('button', { name: 'Record mood' }));
  await waitFor(() => expect(kept()).toHaveLength(1));
  expect(kept()[0]!.deed.body).toMatchObject({ kind: 'mood', measures: { mood: 'happy' } });
});
