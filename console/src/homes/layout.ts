/** The layout of a home as a tree, and names for a run of rooms. */
import type { BedOut, LayoutOut, RoomOut, UnitOut } from '@almoner/client';

export interface RoomOfUnit {
  room: RoomOut;
  beds: BedOut[];
}
export interface UnitOfHome {
  unit: UnitOut;
  rooms: RoomOfUnit[];
}

const byPlace = (a: { position: number; name: string }, b: { position: number; name: string }) =>
  a.position - b.position || a.name.localeCompare(b.name, 'en-GB', { numeric: true });

/** Units with their rooms and beds, in the order of the home: position, then name as people count. */
export function tree(layout: Pick<LayoutOut, 'units' | 'rooms' | 'beds'>): UnitOfHome[] {
  const beds = Map.groupBy(layout.beds, (bed) => bed.room_id);
  const rooms = Map.groupBy(layout.rooms, (room) => room.unit_id);
  return layout.units.toSorted(byPlace).map((unit) => ({
    unit,
    rooms: (rooms.get(unit.id) ?? []).toSorted(byPlace).map((room) => ({
      room,
      beds: (beds.get(room.id) ?? []).toSorted((a, b) =>
        a.name.localeCompare(b.name, 'en-GB', { numeric: true }),
      ),
    })),
  }));
}

type Parts = Pick<LayoutOut, 'units' | 'rooms' | 'beds'>;

/** What is archived by itself. What went along with its unit or room comes back with it, and isn't told apart here. */
export function outOfUse({ units, rooms, beds }: Parts): Parts {
  const gone = new Set([...units, ...rooms].map(({ id }) => id));
  return {
    units: units.toSorted(byPlace),
    rooms: rooms.filter((room) => !gone.has(room.unit_id)).toSorted(byPlace),
    beds: beds.filter((bed) => !gone.has(bed.room_id)),
  };
}

/** The most rooms that are made in one go. */
export const MOST_ROOMS = 60;

export type Run = { names: string[] } | { mistake: 'empty' | 'order' | 'many' };

/** "1" to "12" is twelve names; "G1" to "G4" keeps its letter; "01" to "12" keeps its zeros. */
export function runOf(first: string, last: string): Run {
  const from = /^(.*?)(\d+)$/.exec(first.trim());
  const to = /^(.*?)(\d+)$/.exec(last.trim());
  if (!from || !to || from[1] !== to[1]) return { mistake: 'empty' };
  const [low, high] = [Number(from[2]), Number(to[2])];
  if (high < low) return { mistake: 'order' };
  if (high - low >= MOST_ROOMS) return { mistake: 'many' };
  const width = from[2]!.startsWith('0') ? from[2]!.length : 0;
  const names = Array.from(
    { length: high - low + 1 },
    (_, i) => `${from[1]}${String(low + i).padStart(width, '0')}`,
  );
  return { names };
}
