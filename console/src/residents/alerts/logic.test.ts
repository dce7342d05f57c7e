import type { AlertOut, ClientPageOut } from '@almoner/client';
import { describe, expect, it } from 'vitest';
import { inOrder, isCritical, levelOf, reviewOverdue, type ShownAlert } from './order';
import { verifiedAhead, verifiedUndone } from './verify';

const alert = (part: Partial<ShownAlert>): ShownAlert => ({
  id: 'a',
  kind: 'other',
  none_known: false,
  status: 'verified',
  ...part,
});

describe('which alerts are critical', () => {
  it('are six kinds, and whatever is severe', () => {
    expect(isCritical(alert({ kind: 'falls' }))).toBe(true);
    expect(isCritical(alert({ kind: 'infection' }))).toBe(false);
    expect(isCritical(alert({ kind: 'infection', severity: 'life_threatening' }))).toBe(true);
    expect(levelOf(alert({ kind: 'communication' }))).toBe('note');
  });

  it('are not those that ended, nor the note that there is no allergy', () => {
    expect(isCritical(alert({ kind: 'falls', status: 'ended' }))).toBe(false);
    expect(isCritical(alert({ kind: 'allergy', none_known: true }))).toBe(false);
  });

  it('stand in one order, however they came', () => {
    const mixed = (['other', 'dols', 'falls', 'allergy', 'choking'] as const).map((kind) => alert({ kind }));
    expect(inOrder(mixed).map(({ kind }) => kind)).toEqual(['allergy', 'choking', 'falls', 'dols', 'other']);
  });

  it('have a review that is overdue on the day after', () => {
    expect(reviewOverdue(alert({ review_due: '2026-11-23' }), '2026-11-23')).toBe(false);
    expect(reviewOverdue(alert({ review_due: '2026-11-22' }), '2026-11-23')).toBe(true);
  });
});

const row = (id: string, version: number, status: AlertOut['status']) =>
  ({ id, version, status, kind: 'falls' }) as AlertOut;
const page = (...alerts: AlertOut[]) =>
  ({ alerts, client: { critical: alerts } }) as unknown as ClientPageOut;

describe('verifying before the server has said so', () => {
  it('shows it everywhere on the page', () => {
    const ahead = verifiedAhead(page(row('a', 1, 'proposed'), row('b', 1, 'proposed')), { id: 'a' });
    expect(ahead.alerts.map(({ status }) => status)).toEqual(['verified', 'proposed']);
    expect(ahead.client.critical.map(({ status }) => status)).toEqual(['verified', 'proposed']);
  });

  it('takes back only its own, not what another press did', () => {
    const both = verifiedAhead(
      verifiedAhead(page(row('a', 1, 'proposed'), row('b', 1, 'proposed')), { id: 'a' }),
      { id: 'b' },
    );
    const undone = verifiedUndone(both, { id: 'a', version: 1 });
    expect(undone.alerts.map(({ status }) => status)).toEqual(['proposed', 'verified']);
  });

  it('leaves an alert alone that somebody verified meanwhile', () => {
    const now = page(row('a', 2, 'verified'));
    expect(verifiedUndone(now, { id: 'a', version: 1 })).toBe(now);
  });
});
