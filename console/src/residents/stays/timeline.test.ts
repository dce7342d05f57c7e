import type { AbsenceOut, StayOut } from '@almoner/client';
import { expect, it } from 'vitest';
import { timelineOf } from './timeline';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const stay = (from: string, until: string | null, status: StayOut['status']) =>
  ({ id: `${from}${status}`, from, until, status, archived_at: null }) as StayOut;
const away = (from: string, until: string | null, status: AbsenceOut['status']) =>
  ({ id: from, from, until, status, archived_at: null }) as AbsenceOut;

it('draws nothing where there is no stay', () => {
  expect(timelineOf([], [], NOW)).toBeNull();
  expect(timelineOf([stay('2026-01-01T10:00:00Z', null, 'cancelled')], [], NOW)).toBeNull();
});

it('lays stays after one another, with the live one open until today', () => {
  const line = timelineOf(
    [
      stay('2024-01-01T10:00:00Z', '2025-01-01T10:00:00Z', 'ended'),
      stay('2025-01-01T10:00:00Z', null, 'live'),
    ],
    [],
    NOW,
  )!;
  expect(line.stays.map(({ open }) => open)).toEqual([false, true]);
  expect(line.stays[0]!.end).toBe(line.stays[1]!.start);
  expect(line.stays[1]!.end).toBe(line.now);
  expect(line.ticks.map(({ label }) => label)).toEqual(['2024', '2025', '2026']);
});

it('puts a planned stay behind today, and an absence within its stay', () => {
  const line = timelineOf(
    [stay('2026-06-01T10:00:00Z', null, 'live'), stay('2026-12-20T10:00:00Z', null, 'planned')],
    [away('2026-08-01T10:00:00Z', '2026-08-09T10:00:00Z', 'returned')],
    NOW,
  )!;
  const [live, planned] = line.stays;
  const [absence] = line.absences;
  expect(planned!.planned).toBe(true);
  expect(planned!.start).toBeGreaterThan(line.now);
  expect(absence!.start).toBeGreaterThan(live!.start);
  expect(absence!.end).toBeLessThan(live!.end);
  expect(line.ticks[0]!.label).toBe('2026-06');
});
