import type { AlertKind, AlertSeverity, AlertStatus } from '@almoner/client';
import type { AlertChipProps } from '~/kit/status';
import { ALERT_KINDS } from '../vocabulary';

/** What is needed to show an alert, in a list or on the page. */
export interface ShownAlert {
  id: string;
  kind: AlertKind;
  none_known: boolean;
  detail?: string | null;
  reaction?: string | null;
  severity?: AlertSeverity | null;
  status: AlertStatus;
  review_due?: string | null;
}

const CRITICAL: readonly AlertKind[] = [
  'allergy',
  'choking',
  'diet_texture',
  'falls',
  'dnacpr_respect',
  'dols',
];

/** What must never be overlooked: these kinds, and whatever is severe. The server's `critical` follows the same rule. */
export function isCritical(alert: ShownAlert): boolean {
  if (alert.none_known || alert.status === 'ended') return false;
  return (
    CRITICAL.includes(alert.kind) || alert.severity === 'severe' || alert.severity === 'life_threatening'
  );
}

export function levelOf(alert: ShownAlert): AlertChipProps['level'] {
  if (isCritical(alert)) return 'critical';
  return alert.kind === 'infection' ? 'important' : 'note';
}

/** By kind, in the order that every screen has; within a kind as the server gave them. */
export function inOrder<T extends ShownAlert>(alerts: readonly T[]): T[] {
  const place = (alert: T) => ALERT_KINDS.indexOf(alert.kind);
  return [...alerts].sort((a, b) => place(a) - place(b));
}

/** Its review should have been held by now; both days as `2026-11-23`. */
export function reviewOverdue(alert: ShownAlert, today: string): boolean {
  return alert.status !== 'ended' && Boolean(alert.review_due && alert.review_due < today);
}
