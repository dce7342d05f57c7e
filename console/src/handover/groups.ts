import type { HandoverChangeOut, HandoverItemOut, HandoverWithItemsOut } from '@almoner/client';

/** All that a handover says of one resident, or of the home. */
export interface Group {
  /** Null: the home. */
  client: string | null;
  name: string;
  room: string | null;
  items: HandoverItemOut[];
  changes: HandoverChangeOut[];
}

/** Whom a home has, in the order of units and rooms, as the round answers it. */
export interface Placed {
  id: string;
  name: string;
  room_name?: string | null;
}

const GRAVE = ['critical', 'high', 'medium', 'low'];

/**
 * By room and resident, the home's own last. `residents` say the order of rooms; without them (they are still being read) it is
 * that of the room's name. What is open comes before what is closed, the gravest first.
 */
export function groupsOf(page: HandoverWithItemsOut, residents: readonly Placed[] = []): Group[] {
  const groups = new Map<string | null, Group>();
  const of = (client: string | null, name: string, room: string | null): Group => {
    const there = groups.get(client) ?? { client, name, room, items: [], changes: [] };
    groups.set(client, there);
    there.name ||= name;
    there.room ??= room;
    return there;
  };
  const place = new Map(residents.map((one, i) => [one.id, { ...one, i }]));
  for (const item of page.items) {
    const id = item.client_id ?? null;
    of(id, item.client_name ?? '', item.room_name ?? null).items.push(item);
  }
  for (const change of page.changes) {
    of(change.client_id, change.client_name, place.get(change.client_id)?.room_name ?? null).changes.push(
      change,
    );
  }
  for (const group of groups.values()) {
    group.items = group.items.toSorted(
      (a, b) =>
        Number(a.status === 'closed') - Number(b.status === 'closed') ||
        GRAVE.indexOf(a.priority) - GRAVE.indexOf(b.priority),
    );
  }
  const rank = ({ client }: Group) => (client === null ? 1e9 : (place.get(client)?.i ?? 1e6));
  return [...groups.values()].toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.room ?? '￿').localeCompare(b.room ?? '￿', 'en', { numeric: true }) ||
      a.name.localeCompare(b.name),
  );
}
