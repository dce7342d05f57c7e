import { expect, it } from 'vitest';
import { dayOfShift, shiftNow } from './shift-now';

const home = { time_zone: 'Europe/London', care_day_starts: '07:00:00' };
const at = (instant: string) => Date.parse(instant);

it('names the shift that is on, or that somebody is about to plan, by the wall of the home', () => {
  const of = (time: string) => shiftNow(home, at(`2026-11-23T${time}:00Z`));
  expect(['05:59', '06:00', '13:29', '13:30', '18:59', '19:00', '02:00'].map(of)).toEqual([
    'night',
    'early',
    'early',
    'late',
    'late',
    'night',
    'night',
  ]);
  // Summer: 18:30 of the world is half past seven on the wall.
  expect(shiftNow(home, at('2026-07-01T18:30:00Z'))).toBe('night');
});

it('gives a night to the day on which it began, and an early shift to the day that begins', () => {
  expect(dayOfShift('night', home, at('2026-11-24T02:00:00Z'))).toBe('2026-11-23');
  expect(dayOfShift('night', home, at('2026-11-23T19:45:00Z'))).toBe('2026-11-23');
  expect(dayOfShift('early', home, at('2026-11-24T06:30:00Z'))).toBe('2026-11-24');
  expect(dayOfShift('late', home, at('2026-11-24T13:45:00Z'))).toBe('2026-11-24');
  // The night that ends: its list is still the one of the day before.
  expect(dayOfShift('night', home, at('2026-11-24T06:59:00Z'))).toBe('2026-11-23');
});
