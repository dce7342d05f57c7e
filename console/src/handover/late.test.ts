import { aHandover } from '@almoner/client/testing';
import { expect, it } from 'vitest';
import { lateOf, likelyShift } from './late';

const ZONE = 'Europe/London';
const night = (day: number) =>
  aHandover({ shift: 'night', created_at: `2026-11-${day}T07:${10 + (day % 3) * 10}:00Z` }, day);
const early = (day: number) =>
  aHandover({ shift: 'early', created_at: `2026-11-${day}T14:15:00Z` }, 100 + day);
const rows = [early(28), night(28), early(27), night(27), early(26), night(26)];
const at = (instant: string) => Date.parse(instant);

it('misses the shift that usually has handed over by now, and says when it does', () => {
  expect(lateOf(rows, ZONE, at('2026-11-29T07:50:00Z'))).toEqual({ shift: 'night', usual: '07:20' });
  // The early one was there yesterday, and its time has not come today.
  expect(lateOf([night(29), ...rows], ZONE, at('2026-11-29T07:50:00Z'))).toBeNull();
});

it('gives a quarter of an hour, and speaks of the last shift only', () => {
  expect(lateOf([night(29), ...rows], ZONE, at('2026-11-29T14:25:00Z'))).toBeNull();
  expect(lateOf(rows, ZONE, at('2026-11-29T15:00:00Z'))?.shift).toBe('early');
});

it('takes nothing for a habit that came once, or a week ago', () => {
  expect(lateOf([night(28)], ZONE, at('2026-11-29T09:00:00Z'))).toBeNull();
  expect(lateOf(rows, ZONE, at('2026-12-09T09:00:00Z'))).toBeNull();
});

it('reads the wall clock over the change to winter time', () => {
  const summer = [22, 23, 24].map((day) =>
    aHandover({ shift: 'night', created_at: `2026-10-${day}T06:20:00Z` }, day),
  );
  // 07:20 on the wall is 07:20 in UTC since this morning.
  expect(lateOf(summer, ZONE, at('2026-10-25T07:00:00Z'))).toBeNull();
  expect(lateOf(summer, ZONE, at('2026-10-25T07:40:00Z'))).toEqual({ shift: 'night', usual: '07:20' });
});

it('guesses the shift that hands over at this hour, and none in the small hours', () => {
  expect(likelyShift(rows, ZONE, at('2026-11-29T07:05:00Z'))).toBe('night');
  expect(likelyShift(rows, ZONE, at('2026-11-29T13:50:00Z'))).toBe('night');
  expect(likelyShift([night(29), ...rows], ZONE, at('2026-11-29T13:50:00Z'))).toBe('early');
  expect(likelyShift(rows, ZONE, at('2026-11-29T02:00:00Z'))).toBeNull();
});
