import { describe, expect, it } from 'vitest';
import { inOrder, isCritical, levelOf, reviewOverdue, type ShownAlert } from './order';

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
