import { aHome, aMembership, aPerson, aSession, aWorld, handlers, idOf } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { chooseHome } from '~/shell/home';
import { at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { PeopleList } from './PeopleList';
import type { PeopleSearch } from './search';

afterEach(() => chooseHome(null));

const may = { people: ['list', 'invite', 'archive'] };
const [harbour, quay] = [aHome({ name: 'Harbour View' }, 1), aHome({ name: 'Quay House' }, 2)];
const places = [harbour, quay].map((home) => ({
  id: home.id,
  code: home.code,
  name: home.name,
  time_zone: 'Europe/London',
  care_day_starts: '07:00:00',
  manager: 'registered',
  grades: [],
  can: [],
}));

async function list(search: PeopleSearch = {}, parts: Parameters<typeof aWorld>[0] = {}) {
  const world = aWorld({
    session: aSession({ rights: may, homes: places }),
    homes: [harbour, quay],
    ...parts,
  });
  server.use(...handlers(world));
  const onSearch = vi.fn();
  await render(<PeopleList search={search} onSearch={onSearch} />);
  return { onSearch, world };
}

const asha = aPerson({ given_name: 'Asha', family_name: 'Rao', job_title: 'senior_carer' }, 2);
const ben = aPerson({ given_name: 'Ben', family_name: 'Carter', job_title: 'carer', status: 'invited' }, 3);
const works = aMembership({
  profile_id: asha.id,
  grade: 'senior',
  care_home_id: harbour.id,
  care_home: 'Harbour View',
});

it('says jobs, rights and states in words, never in codes', async () => {
  await list(
    {},
    {
      people: [asha, ben],
      memberships: [works],
      signIns: {
        [ben.id]: {
          second_factor: false,
          last_seen_at: null,
          invited_at: '2026-11-20T10:00:00Z',
          invitation_ends_at: '2020-11-27T10:00:00Z',
        },
      },
    },
  );
  const row = (await screen.findByRole('rowheader', { name: 'Asha Rao' })).closest('tr')!;
  expect(row).toHaveTextContent('Senior carer');
  expect(row).toHaveTextContent('Senior, Harbour View');
  expect(row).toHaveTextContent('May sign in');
  const invited = screen.getByRole('rowheader', { name: 'Ben Carter' }).closest('tr')!;
  expect(invited).toHaveTextContent('Link has ended');
  expect(screen.getByRole('table')).not.toHaveTextContent(/senior_carer|invited /);
});

it('shows the people of the home that is chosen above, and the one in the address before it', async () => {
  chooseHome(quay.id);
  const { world } = await list({}, { people: [asha, ben], memberships: [works] });
  expect(await screen.findByText('Nobody is here yet')).toBeVisible();
  expect(world.people.size).toBe(2);
  expect(screen.getByRole('link', { name: 'Managers and people of Quay House' })).toBeVisible();
});

it('has a home in the address win over the one chosen above', async () => {
  chooseHome(quay.id);
  await list({ home: harbour.id }, { people: [asha, ben], memberships: [works] });
  expect(await screen.findByRole('rowheader', { name: 'Asha Rao' })).toBeVisible();
});

it('puts the view, the order and the search into the address', async () => {
  const { onSearch } = await list({ grade: 'senior' }, { people: [asha], memberships: [works] });
  await screen.findByRole('table');
  await userEvent.click(screen.getByRole('button', { name: 'Invited' }));
  expect(onSearch).toHaveBeenLastCalledWith({ grade: 'senior', status: 'invited' });
  await userEvent.click(screen.getByRole('button', { name: 'Name' }));
  expect(onSearch).toHaveBeenLastCalledWith({ grade: 'senior', sort: '-name' });
  await userEvent.keyboard('/');
  expect(screen.getByRole('searchbox', { name: 'Search people' })).toHaveFocus();
  await userEvent.keyboard('rao');
  await waitFor(() => expect(onSearch).toHaveBeenLastCalledWith({ grade: 'senior', q: 'rao' }));
});

it('loads the next page under what stands there', async () => {
  const people = Array.from({ length: 60 }, (_, n) =>
    aPerson({ given_name: 'Asha', family_name: `Rao ${String(n).padStart(2, '0')}` }, n + 10),
  );
  await list({}, { people });
  expect(await screen.findByText(/60 people. 50 of them are shown/)).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Show more people' }));
  expect(await screen.findByRole('rowheader', { name: 'Asha Rao 59' })).toBeVisible();
  expect(screen.getAllByRole('rowheader')).toHaveLength(60);
});

it('offers invitations only to whoever may send one', async () => {
  await list({}, { session: aSession({ rights: { people: ['list'] }, homes: places }), people: [asha] });
  await screen.findByRole('table');
  expect(screen.queryByRole('link', { name: /Invite/ })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Show archived people' })).toBeNull();
});

it('tells apart nobody yet from nobody who fits', async () => {
  const { onSearch } = await list({ q: 'nobody', status: 'invited' }, { people: [] });
  expect(await screen.findByRole('heading', { name: 'Nobody fits' })).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(onSearch).toHaveBeenLastCalledWith({});
});

it('says why somebody is archived', async () => {
  const left = aPerson({ archived_at: '2026-10-02T10:00:00Z', archive_reason: 'Moved to Leeds' }, 9);
  await list(
    { archived: 'only' },
    { people: [asha, left], session: aSession({ rights: may, homes: places }) },
  );
  const row = await screen.findByRole('rowheader', { name: /Archived 2 October 2026: Moved to Leeds/ });
  expect(within(row).getByRole('link', { name: left.name })).toBeVisible();
  expect(screen.queryByText('Asha Rao')).toBeNull();
});

it('says what failed, with the number of the request, and tries again', async () => {
  server.use(...handlers(aWorld({ people: [asha] })));
  server.use(
    http.get(at('/people'), () => refuse(500, { code: 'internal', message: 'Something broke.' }), {
      once: true,
    }),
  );
  await render(<PeopleList search={{}} onSearch={vi.fn()} />);
  expect(await screen.findByRole('alert')).toHaveTextContent('The people could not be loaded.');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('rowheader', { name: 'Asha Rao' })).toBeVisible();
  expect(idOf('person', 2)).toBe(asha.id);
});
