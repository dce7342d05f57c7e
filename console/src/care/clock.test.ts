import { expect, it } from 'vitest';
import { careDayOf, dayPlus, minutesOf, spanOf, timeOfMinutes } from './clock';

const home = { time_zone: 'Europe/London', care_day_starts: '07:00:00' };

it('gives the night to the care day in which it began', () => {
  expect(careDayOf('2026-11-29T06:59:00Z', home)).toBe('2026-11-28');
  expect(careDayOf('2026-11-29T07:00:00Z', home)).toBe('2026-11-29');
  // Summer: the wall says 07:30.
  expect(careDayOf('2026-07-01T06:30:00Z', home)).toBe('2026-07-01');
});

it('knows that the days on which the clock changes are not 24 hours', () => {
  const hours = (day: string) => {
    const { from, to } = spanOf(day, home);
    return (Date.parse(to) - Date.parse(from)) / 3_600_000;
  };
  expect([hours('2027-03-27'), hours('2026-10-24'), hours('2026-11-29')]).toEqual([23, 25, 24]);
});

it('counts minutes and days over midnight and the turn of the year', () => {
  expect([minutesOf('07:30:00'), timeOfMinutes(450), timeOfMinutes(1470)]).toEqual([450, '07:30', '00:30']);
  expect([dayPlus('2026-12-31', 1), dayPlus('2027-03-01', -1)]).toEqual(['2027-01-01', '2027-02-28']);
});
