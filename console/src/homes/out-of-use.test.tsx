import type { LayoutOut } from '@almoner/client';
import { aHome, aSession, aWorld, handlers } from '@almoner/client/testing';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { clearToasts } from '~/kit';
import { answer, at, http, refuse, server } from '~/test/server';
import { render } from '~/test/render';
import { HomePage } from './HomePage';

afterEach(clearToasts);

const id = (n: number) => `0190b7a0-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`;
const home = aHome({ name: 'Harbour View', can: ['update'] }, 1);
const [main, old] = [id(11), id(12)];
const [one, closed] = [id(21), id(22)];
const place = { care_home_id: home.id, version: 4, archived_at: null, can: ['update', 'archive'] };
const gone = { ...place, archived_at: '2026-11-02T10:00:00Z', can: ['update', 'restore'] };
const unit = { ...place, name: 'Main', position: 0 };
const room = { ...place, position: 0, unit_id: main };
const bed = { ...place, room_id: one, state: 'in_service', occupancy: 'vacant', client_id: null };

const present: LayoutOut = {
  home,
  units: [{ ...unit, id: main }],
  rooms: [{ ...room, id: one, name: '1' }],
  beds: [{ ...bed, id: id(31), name: 'A' }],
};
const archived: LayoutOut = {
  home,
  // A manager does not restore units; what went along with one is not told apart.
  units: [{ ...unit, ...gone, id: old, name: 'Old wing', can: [] }],
  rooms: [
    { ...room, ...gone, id: closed, name: '7' },
    { ...room, ...gone, id: id(23), name: '90', unit_id: old },
  ],
  beds: [
    { ...bed, ...gone, id: id(32), name: 'B' },
    { ...bed, ...gone, id: id(33), name: 'A', room_id: closed },
  ],
};

/** The home with its archive; which parts were restored, and with which version. */
async function page({ can = home.can, fails = false } = {}) {
  const asked: string[] = [];
  const restored: string[] = [];
  const back = new Set<string>();
  const seen = { ...home, can };
  server.use(...handlers(aWorld({ session: aSession(), homes: [seen] })));
  server.use(
    http.get(at('/care-homes/:id/layout'), ({ request }) => {
      const which = new URL(request.url).searchParams.get('archived');
      asked.push(which ?? 'present');
      if (which && fails) return refuse(500, { code: 'internal' });
      const parts = which ? archived : present;
      const rooms = parts.rooms.filter((part) => !back.has(part.id));
      return answer({ ...parts, rooms, home: seen });
    }),
    http.get(at('/care-homes/:id/occupancy'), () => refuse(500, { code: 'internal' })),
    http.post(at('/rooms/:id/restore'), ({ request, params }) => {
      restored.push(`${String(params['id'])} ${request.headers.get('if-match')}`);
      back.add(String(params['id']));
      return answer({ ...room, id: params['id'], name: '7', version: 5 });
    }),
  );
  await render(<HomePage id={home.id} />);
  await screen.findByRole('heading', { name: 'Units, rooms and beds' });
  return { asked, restored };
}

it('asks for what is archived only when somebody does, and shows what can come back by itself', async () => {
  const { asked } = await page();
  expect(asked).toEqual(['present']);
  await userEvent.click(screen.getByRole('button', { name: 'Show what is archived' }));
  const table = await screen.findByRole('table', { name: 'Archived units, rooms and beds' });
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows.map((row) => within(row).getByRole('rowheader').textContent)).toEqual([
    'Unit Old wing',
    'Room 7 of Main',
    'Bed B of room 1',
  ]);
  expect(rows[0]).toHaveTextContent('An owner restores units.');
  expect(within(rows[0]!).queryByRole('button')).toBeNull();
  expect(rows[1]).toHaveTextContent('2 Nov 2026');
  await userEvent.click(screen.getByRole('button', { name: 'Hide what is archived' }));
  expect(screen.queryByRole('table', { name: 'Archived units, rooms and beds' })).toBeNull();
});

it('restores a room with its version, says so, and reads the home again', async () => {
  const { asked, restored } = await page();
  await userEvent.click(screen.getByRole('button', { name: 'Show what is archived' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Restore Room 7 of Main' }));
  expect(await screen.findByText('Room 7 of Main is back.')).toBeVisible();
  expect(restored).toEqual([`${closed} "v4"`]);
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Restore Room 7 of Main' })).toBeNull());
  expect(asked.filter((which) => which === 'present').length).toBeGreaterThan(1);
});

it('says why a part can not come back', async () => {
  await page();
  server.use(
    http.post(at('/rooms/:id/restore'), () =>
      refuse(409, { code: 'duplicate', message: 'This home has a room of that name.' }),
    ),
  );
  await userEvent.click(screen.getByRole('button', { name: 'Show what is archived' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Restore Room 7 of Main' }));
  expect(await screen.findByText(/This home has a room of that name/)).toBeVisible();
  expect(screen.getByRole('button', { name: 'Restore Room 7 of Main' })).toBeVisible();
});

it('is not offered to whoever may change nothing here', async () => {
  await page({ can: [] });
  expect(screen.queryByRole('button', { name: /what is archived/ })).toBeNull();
});

it('says that it could not be loaded', async () => {
  await page({ fails: true });
  await userEvent.click(screen.getByRole('button', { name: 'Show what is archived' }));
  expect(await screen.findByText('What is archived could not be loaded.')).toBeVisible();
});
