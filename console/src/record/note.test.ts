import type { NoteKindOut } from '@almoner/client';
import { describe, expect, it } from 'vitest';
import { EMPTY, isReading, mistakesIn, noteOf, stepOf } from './note';
import { readRecordSearch } from './search';

const measure = (name: string, unit: string | null, least: number, most: number, decimals: number) => ({
  name,
  unit,
  least,
  most,
  decimals,
  choices: [],
});
const fluid: NoteKindOut = {
  kind: 'fluid',
  label: 'Fluids',
  text_optional: true,
  measures: [measure('in_ml', 'ml', 1, 2000, 0), measure('out_ml', 'ml', 1, 3000, 0)],
};
const mood: NoteKindOut = {
  kind: 'mood',
  label: 'Mood',
  text_optional: true,
  measures: [{ name: 'mood', choices: ['happy', 'low'] }],
};
const general: NoteKindOut = { kind: 'general', label: 'Note', text_optional: false, measures: [] };
const typed = (measures: Record<string, string>, text = '') => ({ ...EMPTY, measures, text });

describe('a note', () => {
  it('says something, within what can be meant', () => {
    expect(mistakesIn(fluid, typed({ in_ml: '200' }))).toEqual([]);
    expect(mistakesIn(fluid, typed({}, 'Two sips'))).toEqual([]);
    expect(mistakesIn(fluid, typed({}))).toEqual([{ path: 'text', code: 'something' }]);
    expect(mistakesIn(general, typed({}))).toEqual([{ path: 'text', code: 'text' }]);
    for (const wrong of ['0', '2001', 'much', '1e3']) {
      expect(mistakesIn(fluid, typed({ in_ml: wrong })), wrong).toEqual([
        { path: 'in_ml', code: 'bounds', least: 1, most: 2000 },
      ]);
    }
    expect(mistakesIn(fluid, typed({ in_ml: '200.5' }))).toEqual([
      { path: 'in_ml', code: 'decimals', decimals: 0 },
    ]);
  });

  it('is sent with what was said and nothing else', () => {
    const at = '2026-11-23T12:00:00Z';
    expect(noteOf(fluid, typed({ in_ml: ' 200 ', out_ml: '' }), at)).toEqual({
      kind: 'fluid',
      occurred_at: at,
      measures: { in_ml: 200 },
    });
    expect(noteOf(mood, { ...typed({ mood: 'low' }, ' Missed her son '), flagged: true }, at)).toEqual({
      kind: 'mood',
      occurred_at: at,
      measures: { mood: 'low' },
      text: 'Missed her son',
      flagged: true,
    });
    expect(noteOf(general, typed({}, 'Quiet'), at)).toEqual({
      kind: 'general',
      occurred_at: at,
      text: 'Quiet',
    });
  });

  it('has no reading of a device made up by a press', () => {
    expect(isReading(measure('pulse', '/min', 20, 250, 0))).toBe(true);
    expect(isReading(measure('weight_kg', 'kg', 20, 300, 1))).toBe(true);
    expect(isReading(fluid.measures[0]!)).toBe(false);
    expect(stepOf(fluid.measures[0]!)).toBe(50);
  });
});

it('the address holds whom and what about, and nothing that is neither', () => {
  expect(readRecordSearch({ resident: 'a', kind: 'fluid' })).toEqual({ resident: 'a', kind: 'fluid' });
  expect(readRecordSearch({ resident: 'a', kind: 'dose' })).toEqual({ resident: 'a' });
  expect(readRecordSearch({ kind: 'fluid' })).toEqual({});
});
