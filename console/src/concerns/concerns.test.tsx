import type { ConcernOut } from '@almoner/client';
import { aClient, aConcern, aWorld, handlers, idOf } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { replaceOutbox } from '~/outbox/current';
import { axe } from '~/test/axe';
import { carer } from '~/test/carer';
import { render } from '~/test/render';
import { answer, at, http, server } from '~/test/server';
import { ConcernsPage } from './ConcernsPage';
import { RaisePage } from './RaisePage';
import { readSearch } from './search';

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  clearToasts();
  replaceOutbox(undefined);
});

/** A home's concerns, with the two steps that the server knows. */
function home(concerns: ConcernOut[]) {
  server.use(...handlers(aWorld({ clients: [aClient({}, 1)] })));
  const rows = new Map(concerns.map((one) => [one.id, one]));
  const asked: string[] = [];
  const step = (of: string, next: (body: { outcome?: string }) => Partial<ConcernOut>) =>
    http.post(at(`/concerns/:id/${of}`), async ({ params, request }) => {
      const row = rows.get(String(params['id']))!;
      const body = (await request.json()) as { outcome?: string };
      const after = { ...row, ...next(body), version: row.version + 1 };
      rows.set(row.id, after);
      return answer(after);
    });
  server.use(
    http.get(at('/concerns'), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query.get('open') ?? 'all');
      const open = [...rows.values()].filter(({ status }) => !query.has('open') || status !== 'closed');
      return answer(open);
    }),
    step('acknowledge', () => ({ status: 'acknowledged', acknowledged_by_name: 'Asha Rao', can: ['close'] })),
    step('close', ({ outcome }) => ({ status: 'closed', outcome: outcome ?? null, can: [] })),
  );
  return asked;
}

it('shows what waits, and who presses sees to it and says what was done', async () => {
  const asked = home([aConcern({ urgent: true }, 1)]);
  const user = userEvent.setup();
  await render(<ConcernsPage search={{ home: idOf('home', 1) }} onSearch={() => {}} />);
  const list = await screen.findByRole('list', { name: 'Concerns, the newest first' });
  const row = () => within(list).getByRole('listitem');
  expect(row()).toHaveTextContent('Her heel is red and warm');
  expect(row()).toHaveTextContent('Nobody sees to it yet');
  expect(row()).toHaveTextContent('Urgent');
  expect(await axe(document.body)).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'I see to it: Agnes Whitlock' }));
  await waitFor(() => expect(row()).toHaveTextContent('Asha Rao sees to it'));
  await user.click(screen.getByRole('button', { name: 'Say what was done: Agnes Whitlock' }));
  const dialog = await screen.findByRole('dialog', { name: 'Say what was done' });
  await user.click(within(dialog).getByRole('button', { name: 'Say what was done' }));
  expect(within(dialog).getAllByText('Say what was done.').length).toBeGreaterThan(0);
  await user.type(within(dialog).getByLabelText('What was done'), 'Heel kept off the bed');
  await user.click(within(dialog).getByRole('button', { name: 'Say what was done' }));
  expect(await screen.findByText('No concern is open')).toBeVisible();
  expect(new Set(asked)).toEqual(new Set(['true']));
});

it('keeps the address to what makes sense', () => {
  expect(readSearch({ view: 'all', home: 'x' })).toEqual({ view: 'all' });
  expect(readSearch({ view: 'open' })).toEqual({});
});

it('is on the device before it says anything, and says what became of it', async () => {
  const { queries, kept } = carer({});
  server.use(...handlers(aWorld({ clients: [aClient({}, 1)] })));
  const user = userEvent.setup();
  await render(<RaisePage id={idOf('client', 1)} />, { queries });
  await user.click(await screen.findByRole('button', { name: 'Tell them now' }));
  expect(screen.getAllByText('Write what you saw or heard.').length).toBeGreaterThan(0);
  expect(kept()).toEqual([]);
  await user.click(screen.getByRole('radio', { name: 'Skin' }));
  await user.type(screen.getByLabelText('What did you see or hear?'), 'Her heel is red');
  await user.click(screen.getByRole('button', { name: 'Tell them now' }));
  await screen.findByRole('heading', { level: 1, name: /Concern about/ });
  expect(kept()).toMatchObject([
    { deed: { kind: 'concern', id: idOf('client', 1), body: { category: 'skin', text: 'Her heel is red' } } },
  ]);
  expect(await axe(document.body)).toEqual([]);
});

it('brings into sight what a handover leads to, also from a later page', async () => {
  const concerns = Array.from({ length: 30 }, (_, i) => aConcern({ text: `Concern ${i + 1}` }, i + 1));
  server.use(...handlers(aWorld({ clients: [aClient({}, 1)], concerns })));
  // The newest first: the first of all is on the second page.
  window.location.hash = `concern-${idOf('concern', 1)}`;
  await render(<ConcernsPage search={{ home: idOf('home', 1) }} onSearch={() => {}} />);
  const named = (await screen.findByText('Concern 1')).closest('li');
  await waitFor(() => expect(named).toHaveFocus());
  window.location.hash = '';
});
