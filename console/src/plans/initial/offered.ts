import type { CarePlanOut, ClientPageOut } from '@almoner/client';
import { useCarePlanVersions, useStays } from '@almoner/client/react';

/** How many tasks an initial plan takes; the server refuses the next one. */
export const MOST_TASKS = 10;

/**
 * Whether an initial plan can be begun, as far as the page knows: by whoever runs the shift (who checks alerts there), for somebody who
 * lives here now, and where no plan is in force nor another initial one begun. The server has the last word.
 */
export function offersInitial({ client, stay }: ClientPageOut, plan?: CarePlanOut): boolean {
  if (client.archived_at || !client.can.includes('verify_alert') || stay?.status !== 'live') return false;
  return !plan?.active && !plan?.drafts.some(({ kind }) => kind === 'initial');
}

/** The same of a plan without a version in force: once one was published in this admission, the manager begins the next. */
export function useInitialOffered(page: ClientPageOut, plan: CarePlanOut): boolean {
  const { id } = page.client;
  const likely = offersInitial(page, plan);
  const versions = useCarePlanVersions(id, undefined, { enabled: likely });
  const stays = useStays(id, undefined, { enabled: likely });
  if (!likely || !versions.data || stays.isPending) return false;
  // A move to another bed goes on with the admission.
  const arrived = stays.data?.items.find((one) => one.id === page.stay?.admission_id)?.from;
  const since = Date.parse(arrived ?? page.stay!.from);
  return !versions.data.items.some(({ published_at }) => published_at && Date.parse(published_at) >= since);
}
