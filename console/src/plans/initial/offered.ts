import type { ClientPageOut } from '@almoner/client';

/** How many tasks an initial plan takes; the server refuses the next one. */
export const MOST_TASKS = 10;

/**
 * Whether an initial plan can be begun for somebody of whom there is no plan yet that could say so (`start_initial`): by whoever runs
 * the shift (who checks alerts there), once they live here. The server has the last word.
 */
export const offersInitial = ({ client, stay }: ClientPageOut): boolean =>
  !client.archived_at && client.can.includes('verify_alert') && stay?.status === 'live';
