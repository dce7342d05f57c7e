import { expect, it } from 'vitest';
import { momentOf, wallOf } from './wall-clock';

const LONDON = 'Europe/London';

it('reads a plain time on the clock of the home, summer and winter', () => {
  expect(momentOf({ date: '2026-07-01', time: '14:05' }, LONDON)).toMatchObject({
    instant: '2026-07-01T13:05:00.000Z',
    kind: 'plain',
  });
  expect(momentOf({ date: '2026-11-23', time: '14:05' }, LONDON)).toMatchObject({
    instant: '2026-11-23T14:05:00.000Z',
    kind: 'plain',
  });
});

it('says what is stored for a time that the clock jumped over', () => {
  expect(momentOf({ date: '2026-03-29', time: '01:30' }, LONDON)).toEqual({
    instant: '2026-03-29T01:30:00.000Z',
    kind: 'skipped',
    shown: { date: '2026-03-29', time: '02:30' },
  });
});

it('knows the hour that comes twice, and which of them is meant', () => {
  const wall = { date: '2026-10-25', time: '01:30' };
  expect(momentOf(wall, LONDON)).toMatchObject({ instant: '2026-10-25T00:30:00.000Z', kind: 'twice' });
  expect(momentOf(wall, LONDON, 'second')).toMatchObject({
    instant: '2026-10-25T01:30:00.000Z',
    kind: 'twice',
    shown: wall,
  });
});

it('has no moment for what is not a time', () => {
  expect(momentOf({ date: '2026-02-30', time: '' }, LONDON)).toBeNull();
});

it('shows an instant on the wall of the home, whatever the device thinks', () => {
  expect(wallOf('2026-07-01T23:30:00Z', LONDON)).toEqual({ date: '2026-07-02', time: '00:30' });
});
