import { aHandoverItem, aHandoverPage, idOf } from '@almoner/client/testing';
import { expect, it } from 'vitest';
import { groupsOf } from './groups';

const of = (client: number | null, room: string | null, more = {}) =>
  aHandoverItem({
    client_id: client === null ? null : idOf('client', client),
    client_name: client === null ? null : `Resident ${client}`,
    room_name: room,
    ...more,
  });
const change = {
  kind: 'went_away' as const,
  client_id: idOf('client', 9),
  client_name: 'Resident 9',
  at: '2026-11-23T09:00:00Z',
  text: 'Hospital',
  entity_id: idOf('stay', 1),
};

it('goes from room to room by number, the home last', () => {
  const page = aHandoverPage({
    items: [of(null, null), of(1, '16'), of(2, '4'), of(1, '16')],
    changes: [change],
  });
  const groups = groupsOf(page);
  expect(groups.map(({ name, room }) => [name, room])).toEqual([
    ['Resident 2', '4'],
    ['Resident 1', '16'],
    ['Resident 9', null],
    ['', null],
  ]);
  expect(groups[1]!.items).toHaveLength(2);
});

it('takes the order of units and rooms from the residents of the home, and the room of whoever only changed', () => {
  const page = aHandoverPage({ items: [of(1, '2'), of(2, '1')], changes: [change] });
  const residents = [1, 9, 2].map((n) => ({
    id: idOf('client', n),
    name: `Resident ${n}`,
    room_name: `${n}`,
  }));
  expect(groupsOf(page, residents).map(({ client, room }) => [client, room])).toEqual([
    [idOf('client', 1), '2'],
    [idOf('client', 9), '9'],
    [idOf('client', 2), '1'],
  ]);
});

it('puts what is open first, the gravest before the others', () => {
  const [group] = groupsOf(
    aHandoverPage({
      items: [
        of(1, '2', { text: 'low', priority: 'low' }),
        of(1, '2', { text: 'closed', priority: 'critical', status: 'closed' }),
        of(1, '2', { text: 'high', priority: 'high' }),
      ],
    }),
  );
  expect(group!.items.map(({ text }) => text)).toEqual(['high', 'low', 'closed']);
});
