import type { ClientOut } from '@almoner/client';

/**
 * Whoever gives care to somebody assesses them. The server has no verb of its own for it; `propose_alert` is offered to exactly
 * those who give care to the resident or manage the home. The server decides again when it is sent.
 */
export function mayAssess({ can, archived_at }: Pick<ClientOut, 'can' | 'archived_at'>): boolean {
  return !archived_at && can.includes('propose_alert');
}
