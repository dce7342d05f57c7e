import { aClient, aSession, aWorld, alertBrief, anAlert, handlers } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { at, refuse, http, server } from '~/test/server';
import { render } from '~/test/render';
import { ResidentsList } from './ResidentsList';
import type { ResidentsSearch } from './search';

const LONG =
  'Choked on toast at breakfast. Stay at the table for the whole meal, one mouthful at a time, and never leave the beaker within reach.';

async function list(search: ResidentsSearch = {}, parts: Parameters<typeof aWorld>[0] = {}) {
  server.use(...handlers(aWorld(parts)));
  const onSearch = vi.fn();
  await render(<ResidentsList search={search} onSearch={onSearch} />);
  return onSearch;
}

it('shows every critical alert in full, in one order, in the row of whom it is about', async () => {
  const alert = (kind: 'choking' | 'allergy' | 'falls', detail: string) =>
    alertBrief(anAlert({ kind, detail }));
  const critical = [
    alert('falls', 'Frame within reach.'),
    alert('choking', LONG),
    alert('allergy', 'Peanuts'),
  ];
  await list(
    {},
    {
      clients: [
        aClient({ preferred_name: 'Winnie', family_name: 'Ahmed', critical, allergy_state: 'recorded' }),
      ],
    },
  );
  const row = (await screen.findByRole('rowheader', { name: /Winnie Ahmed/ })).closest('tr')!;
  const said = within(row).getAllByRole('listitem');
  expect(said.map((item) => item.querySelector('b')?.textContent)).toEqual(['Allergy', 'Choking', 'Falls']);
  expect(said[1]).toHaveTextContent(LONG);
});

it('says that nobody has asked about allergies, instead of showing none', async () => {
  await list({}, { clients: [aClient({ allergy_state: 'not_asked', critical: [] })] });
  expect(await screen.findByText('Allergies: not asked')).toBeVisible();
});

it('searches when the typing pauses, and / leads to the search', async () => {
  const onSearch = await list({ unit: '019acae4-1a90-7001-a764-095c8f8c6b71' });
  await screen.findByRole('table');
  await userEvent.keyboard('/');
  expect(screen.getByRole('searchbox', { name: 'Search residents' })).toHaveFocus();
  await userEvent.keyboard('win');
  await waitFor(() => expect(onSearch).toHaveBeenCalled());
  expect(onSearch).toHaveBeenLastCalledWith({ unit: '019acae4-1a90-7001-a764-095c8f8c6b71', q: 'win' });
});

it('offers a new resident only to whoever may add one', async () => {
  await list({}, { session: aSession({ rights: { clients: ['list'] } }) });
  await screen.findByRole('table');
  expect(screen.queryByRole('link', { name: 'New resident' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Show archived' })).toBeNull();
});

it('tells apart an empty home from a search that finds nobody', async () => {
  const onSearch = await list({ q: 'nobody' }, { clients: [] });
  expect(await screen.findByRole('heading', { name: 'No resident fits' })).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(onSearch).toHaveBeenLastCalledWith({});
});

it('says what failed, with the number of the request, and tries again', async () => {
  server.use(...handlers(aWorld()));
  server.use(
    http.get(at('/clients'), () => refuse(500, { code: 'internal', message: 'Something broke.' }), {
      once: true,
    }),
  );
  await render(<ResidentsList search={{}} onSearch={vi.fn()} />);
  expect(await screen.findByRole('alert')).toHaveTextContent('The residents could not be loaded.');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('table')).toBeVisible();
});
