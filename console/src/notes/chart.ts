import type { MeasureSeriesOut, MeasuresOut } from '@almoner/client';
import { dayPlus } from '~/care/clock';

/** A scale of round numbers: where it begins and ends, and what is written at it. */
export interface Scale {
  least: number;
  most: number;
  ticks: number[];
}

const STEPS = [1, 2, 5, 10];

/** About four round steps around the values; `zero` for amounts, where the length of a bar is what is read. */
export function scaleOf(values: readonly number[], zero: boolean): Scale {
  const low = zero ? 0 : Math.min(...values);
  const high = Math.max(...values, zero ? 1 : -Infinity);
  const span = high - low || Math.abs(high) * 0.1 || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((one) => one * power >= rough) ?? 10) * power;
  const least = Math.floor(low / step) * step;
  const most = Math.max(Math.ceil(high / step) * step, least + step);
  const ticks = Array.from({ length: Math.round((most - least) / step) + 1 }, (_, i) =>
    tidy(least + i * step),
  );
  return { least: tidy(least), most: tidy(most), ticks };
}

/** 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(10));
}

/** Where a value stands on a scale: 0 at its beginning, 1 at its end. */
export function placeOn({ least, most }: Scale, value: number): number {
  return (value - least) / (most - least);
}

export interface DayAmount {
  day: string;
  /** Null: nobody noted any, which is not nothing. */
  value: number | null;
}

/** What was noted per care day, each day of the span with or without a value. */
export function amountsOf(
  { days }: MeasuresOut,
  which: 'in_ml' | 'out_ml',
  from: string,
  to: string,
): DayAmount[] {
  const known = new Map(days.map((day) => [day.care_day, day[which] ?? null]));
  const all: DayAmount[] = [];
  for (let day = from; day <= to && all.length < 400; day = dayPlus(day, 1)) {
    all.push({ day, value: known.get(day) ?? null });
  }
  return all;
}

/** Totals of a day have bars of their own; every other measure is drawn as it was measured. */
export function seriesOf({ series }: MeasuresOut): MeasureSeriesOut[] {
  return series.filter(({ measure, points }) => !measure.endsWith('_ml') && points.length > 0);
}
