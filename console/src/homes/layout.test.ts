import { describe, expect, it } from 'vitest';
import { MOST_ROOMS, runOf, tree } from './layout';

describe('a run of rooms', () => {
  it.each([
    ['1', '3', ['1', '2', '3']],
    ['G1', 'G2', ['G1', 'G2']],
    ['08', '11', ['08', '09', '10', '11']],
    ['Room 9', 'Room 10', ['Room 9', 'Room 10']],
    ['7', '7', ['7']],
  ])('%s to %s', (first, last, names) => {
    expect(runOf(first, last)).toEqual({ names });
  });

  it.each([
    ['', '', 'empty'],
    ['A', 'C', 'empty'],
    ['G1', 'F3', 'empty'],
    ['5', '2', 'order'],
    ['1', String(MOST_ROOMS + 1), 'many'],
  ])('%s to %s is refused: %s', (first, last, mistake) => {
    expect(runOf(first, last)).toEqual({ mistake });
  });
});

describe('the layout as a tree', () => {
  const place = { version: 1, care_home_id: 'h', can: [] as string[] };
  it('keeps the order of the home and counts names as people do', () => {
    const made = tree({
      units: [
        { ...place, id: 'u2', name: 'Garden', position: 1 },
        { ...place, id: 'u1', name: 'Harbour', position: 0 },
      ],
      rooms: ['10', '9'].map((name) => ({ ...place, id: name, unit_id: 'u1', name, position: 0 })),
      beds: [{ ...place, id: 'b', room_id: '9', name: 'Bed', state: 'in_service', occupancy: 'vacant' }],
    });
    expect(made.map(({ unit }) => unit.name)).toEqual(['Harbour', 'Garden']);
    expect(made[0]!.rooms.map(({ room }) => room.name)).toEqual(['9', '10']);
    expect(made[0]!.rooms[0]!.beds).toHaveLength(1);
    expect(made[1]!.rooms).toEqual([]);
  });
});
