import { describe, expect, it } from 'vitest';
import { OPEN, edgeOf, instantOf, problemsOf, spanOf, tooLong } from './span';

const LONDON = 'Europe/London';
const on = (date: string, time: string | null = null) => ({ set: true, date, time });

describe('from when until when', () => {
  it('takes whole days: the last one belongs to the right, also when the clock changes that night', () => {
    expect(instantOf(on('2026-11-23'), 'from', LONDON)).toBe('2026-11-23T00:00:00.000Z');
    expect(instantOf(on('2026-11-30'), 'until', LONDON)).toBe('2026-12-01T00:00:00.000Z');
    // 25 hours: midnight after the autumn change is an hour later in UTC.
    expect(instantOf(on('2026-10-25'), 'from', LONDON)).toBe('2026-10-24T23:00:00.000Z');
    expect(instantOf(on('2026-10-25'), 'until', LONDON)).toBe('2026-10-26T00:00:00.000Z');
  });

  it('takes a time where there is one, and nothing where nothing is said', () => {
    expect(instantOf(on('2026-11-23', '19:30'), 'until', LONDON)).toBe('2026-11-23T19:30:00.000Z');
    expect(instantOf(OPEN, 'from', LONDON)).toBeUndefined();
  });

  it('comes back as it was said', () => {
    for (const side of ['from', 'until'] as const) {
      for (const edge of [on('2026-10-25'), on('2026-11-23', '19:30'), OPEN]) {
        expect(edgeOf(instantOf(edge, side, LONDON), side, LONDON)).toEqual(edge);
      }
    }
  });

  it('ends after it begins', () => {
    expect(problemsOf(on('2099-11-23'), on('2099-11-22'), LONDON)).toEqual({ until: 'order' });
    expect(problemsOf(on('2099-11-23'), on('2099-11-23'), LONDON)).toEqual({});
    expect(problemsOf(OPEN, on('2020-01-01'), LONDON)).toEqual({ until: 'order' });
    expect(problemsOf({ ...OPEN, set: true }, { ...OPEN, set: true }, LONDON)).toEqual({
      from: 'day',
      until: 'day',
    });
  });

  it('knows the 28 days of a cover to the day', () => {
    expect(tooLong(on('2026-11-01'), on('2026-11-28'), LONDON)).toBe(false);
    expect(tooLong(on('2026-11-01'), on('2026-11-29'), LONDON)).toBe(true);
  });

  it('is said in days, and in times for a pass of one shift', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(spanOf('2026-03-02T09:14:00Z', null, LONDON, now)).toMatchObject({
      key: 'since',
      from: '2 March 2026',
    });
    expect(spanOf('2026-12-02T00:00:00Z', null, LONDON, now).key).toBe('from');
    expect(spanOf('2026-11-01T00:00:00Z', '2026-11-29T00:00:00Z', LONDON, now)).toMatchObject({
      key: 'range',
      until: '28 November 2026',
    });
    expect(spanOf('2026-11-23T19:30:00Z', '2026-11-24T07:30:00Z', LONDON, now)).toMatchObject({
      from: '23 November 2026, 19:30',
      until: '24 November 2026, 07:30',
    });
  });
});
