import { expect, it } from 'vitest';
import { endOf } from './pass-end';

const at = (instant: string) => Date.parse(instant);
const LONDON = 'Europe/London';

it('is the next time that the wall shows it, today or tomorrow', () => {
  const now = at('2026-11-23T19:45:00Z');
  expect(endOf('08:00', LONDON, now)).toEqual({ instant: '2026-11-24T08:00:00.000Z', fits: true });
  expect(endOf('22:00', LONDON, now)).toEqual({ instant: '2026-11-23T22:00:00.000Z', fits: true });
  // In a few minutes can only mean tomorrow, and that is longer than a shift.
  expect(endOf('19:55', LONDON, now)).toEqual({ instant: '2026-11-24T19:55:00.000Z', fits: false });
  expect(endOf(null, LONDON, now)).toBeNull();
});

it('is an hour longer in the night in which the clock goes back', () => {
  const now = at('2026-10-24T18:45:00Z');
  expect(endOf('08:00', LONDON, now)).toEqual({ instant: '2026-10-25T08:00:00.000Z', fits: true });
  expect(endOf('09:00', LONDON, now)?.fits).toBe(false);
});
