import { aTask } from '@almoner/client/testing';
import { expect, it } from 'vitest';
import { hoursOf, partOf } from './hours';

const from = '2026-11-23T07:00:00Z';
const now = Date.parse('2026-11-23T12:00:00Z');
const at = (due_from: string, due_by: string, more = {}) => aTask({ due_from, due_by, ...more });

it('tells overdue, missed and still in time apart, and leaves out what is recorded or still to come', () => {
  const late = at('2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z');
  expect(partOf(late, now)).toBe('overdue');
  expect(partOf({ ...late, due_by: '2026-11-23T12:30:00Z' }, now)).toBe('due');
  expect(partOf({ ...late, status: 'missed' }, now)).toBe('missed');
  expect(partOf({ ...late, status: 'done' }, now)).toBeNull();
  expect(partOf({ ...late, due_from: '2026-11-23T12:30:00Z' }, now)).toBeNull();
});

it('counts by the hour from the start of the care day, with empty hours, and what is older first', () => {
  const hours = hoursOf(
    [
      at('2026-11-23T05:00:00Z', '2026-11-23T06:00:00Z'),
      at('2026-11-23T08:15:00Z', '2026-11-23T09:00:00Z'),
      at('2026-11-23T08:45:00Z', '2026-11-23T09:00:00Z', { status: 'missed' }),
      at('2026-11-23T11:30:00Z', '2026-11-23T13:00:00Z'),
    ],
    { from, zone: 'Europe/London', now },
  );
  expect(hours.map(({ hour, overdue, missed, due }) => [hour, overdue, missed, due])).toEqual([
    [null, 1, 0, 0],
    ['07:00', 0, 0, 0],
    ['08:00', 1, 1, 0],
    ['09:00', 0, 0, 0],
    ['10:00', 0, 0, 0],
    ['11:00', 0, 0, 1],
    ['12:00', 0, 0, 0],
  ]);
  // What the list of tasks is asked for is just what was counted.
  expect([hours[2]!.from, hours[2]!.to]).toEqual(['2026-11-23T08:00:00.000Z', '2026-11-23T09:00:00.000Z']);
});

it('goes by the wall: a care day that begins at half past, and summer', () => {
  const hours = hoursOf([], {
    from: '2026-07-01T06:30:00Z',
    zone: 'Europe/London',
    now: Date.parse('2026-07-01T08:10:00Z'),
  });
  expect(hours.map(({ hour, to }) => [hour, to.slice(11, 16)])).toEqual([
    ['07:30', '07:00'],
    ['08:00', '08:00'],
    ['09:00', '09:00'],
  ]);
});
