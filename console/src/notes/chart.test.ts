import { expect, it } from 'vitest';
import { amountsOf, placeOn, scaleOf, seriesOf } from './chart';

it('takes round steps around what was measured', () => {
  expect(scaleOf([1150, 1700, 900], true)).toEqual({
    least: 0,
    most: 2000,
    ticks: [0, 500, 1000, 1500, 2000],
  });
  expect(scaleOf([62.4, 63.1], false)).toEqual({
    least: 62.4,
    most: 63.2,
    ticks: [62.4, 62.6, 62.8, 63, 63.2],
  });
  // One value, or the same again and again, stands in a scale all the same.
  const one = scaleOf([36.8], false);
  expect(one.least).toBeLessThanOrEqual(36.8);
  expect(one.most).toBeGreaterThan(36.8);
  expect(placeOn({ least: 0, most: 2000, ticks: [] }, 500)).toBe(0.25);
});

it('keeps days on which nobody noted any apart from nothing', () => {
  const days = [
    { care_day: '2026-11-21', in_ml: 900, out_ml: null, meals: [], notes: 4 },
    { care_day: '2026-11-23', in_ml: 0, meals: [], notes: 1 },
  ];
  expect(amountsOf({ days, series: [], cut: false }, 'in_ml', '2026-11-21', '2026-11-23')).toEqual([
    { day: '2026-11-21', value: 900 },
    { day: '2026-11-22', value: null },
    { day: '2026-11-23', value: 0 },
  ]);
});

it('draws each measure once: amounts by the day, the others as measured', () => {
  const series = ['in_ml', 'weight_kg', 'pulse'].map((measure) => ({
    measure,
    unit: 'x',
    points:
      measure === 'pulse'
        ? []
        : [{ at: '2026-11-23T09:00:00Z', care_day: '2026-11-23', note_id: '1', value: 3 }],
  }));
  expect(seriesOf({ days: [], series, cut: false }).map(({ measure }) => measure)).toEqual(['weight_kg']);
});
