import { ApiError } from '@almoner/client';
import { describe, expect, it } from 'vitest';
import { nextOf, placeOf, refusalOf, SUMMARY, type Step } from './flow';
import { instantIn, momentIn, problemWith, type When } from './moment';

interface Values {
  planned: boolean;
  bed: string;
}
const nothing = () => null;
const steps: Step<Values>[] = [
  { id: 'when', title: 'When', fields: ['from'], render: nothing, facts: () => [] },
  {
    id: 'until',
    title: 'Until',
    fields: ['until'],
    render: nothing,
    facts: () => [],
    skip: ({ planned }) => !planned,
  },
  {
    id: 'bed',
    title: 'Bed',
    fields: ['bed_id'],
    render: nothing,
    facts: () => [],
    check: ({ bed }): Record<string, string> => (bed ? {} : { bed_id: 'Choose a bed.' }),
  },
];

describe('the pages of a flow', () => {
  it('begins with the first question', () => {
    expect(placeOf(steps, { planned: false, bed: '' }, undefined, [SUMMARY])).toBe('when');
  });

  it('leaves out what does not arise', () => {
    expect(nextOf(steps, { planned: false, bed: '' }, 'when')).toBe('bed');
    expect(nextOf(steps, { planned: true, bed: '' }, 'when')).toBe('until');
  });

  it('shows no summary before the answers will do', () => {
    expect(placeOf(steps, { planned: false, bed: '' }, SUMMARY, [SUMMARY])).toBe('bed');
    expect(placeOf(steps, { planned: false, bed: '12' }, SUMMARY, [SUMMARY])).toBe(SUMMARY);
    expect(nextOf(steps, { planned: false, bed: '12' }, 'bed')).toBe(SUMMARY);
  });
});

describe('a refusal', () => {
  it('leads a bed that was taken back to the beds, with the words', () => {
    const error = new ApiError({ code: 'bed_taken', status: 409, message: 'That bed is taken.' });
    expect(refusalOf(error, steps)).toEqual({ step: 'bed', mistakes: { bed_id: 'That bed is taken.' } });
  });

  it('leads to the first page with a complaint and keeps those of the others', () => {
    const fields = [
      { path: 'bed_id', code: 'same', message: 'The resident is in that bed.' },
      { path: 'from', code: 'range', message: 'This lies in the future.' },
    ];
    const error = new ApiError({ code: 'invalid', status: 422, message: 'No', fields });
    expect(refusalOf(error, steps)).toEqual({
      step: 'when',
      mistakes: { from: 'This lies in the future.', bed_id: 'The resident is in that bed.' },
    });
  });

  it('belongs to the whole where no page asks for it', () => {
    expect(refusalOf(new ApiError({ code: 'network', message: 'No answer' }), steps)).toEqual({
      mistakes: {},
    });
  });
});

const at = (date: string, time: string): When => ({ mode: 'other', date, time, which: 'first' });

describe('when', () => {
  const zone = 'Europe/London';
  const now = Date.parse('2026-11-23T12:00:00Z');
  it('leaves "now" to the clock of the server', () => {
    expect(instantIn({ ...at('2026-11-23', '09:00'), mode: 'now' }, zone)).toBeUndefined();
    expect(instantIn(at('2026-11-23', '09:00'), zone)).toBe('2026-11-23T09:00:00.000Z');
  });

  it('refuses what has not happened yet, and a plan for the day before yesterday', () => {
    expect(problemWith(at('2026-11-23', '12:30'), { tense: 'happened', zone, now })).toBe('future');
    expect(problemWith(at('2026-11-23', '11:30'), { tense: 'happened', zone, now })).toBeNull();
    expect(problemWith(at('2026-11-21', '12:00'), { tense: 'planned', zone, now })).toBe('past');
    expect(problemWith({ ...at('2026-11-23', '12:00'), time: null }, { tense: 'planned', zone, now })).toBe(
      'time',
    );
  });

  it('tells what the clock will show for an hour that was skipped', () => {
    expect(momentIn(at('2026-03-29', '01:30'), zone)).toMatchObject({
      kind: 'skipped',
      shown: { time: '02:30' },
    });
  });
});
