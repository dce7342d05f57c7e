import { expect, it } from 'vitest';
import { readCron } from './cron';

it.each([
  ['*/5 * * * *', { kind: 'minutes', count: 5 }],
  ['10 * * * *', { kind: 'hourly', minute: 10 }],
  ['0 */6 * * *', { kind: 'hours', count: 6, minute: 0 }],
  ['30 7 * * *', { kind: 'daily', time: '07:30' }],
  [' 5  0 * * 1 ', { kind: 'weekly', days: ['d1'], time: '00:05' }],
  ['0 9 * * MON-FRI', { kind: 'weekly', days: ['weekdays'], time: '09:00' }],
  ['0 9 * * 7,sat', { kind: 'weekly', days: ['d0', 'd6'], time: '09:00' }],
  ['0 6 1 * *', { kind: 'monthly', day: 1, time: '06:00' }],
])('says %s in words', (cron, says) => {
  expect(readCron(cron)).toEqual(says);
});

// A day of the month together with a day of the week means either, which no short sentence says; */7 is uneven.
it.each([
  '',
  '* * * *',
  '*/7 * * * *',
  '0 6 1 * 1',
  '0 6 1 2 *',
  '61 7 * * *',
  '0 24 * * *',
  '0 0 * * 8',
  '0 0 0 * *',
  '5-10 * * * *',
])('makes nothing up of %j', (cron) => {
  expect(readCron(cron)).toEqual({ kind: 'other' });
});
