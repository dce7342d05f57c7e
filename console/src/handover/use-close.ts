import type { HandoverItemClosedBecause, HandoverItemOut } from '@almoner/client';
import { useCloseHandoverItem } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { patient } from '~/session/patient';

/** Closes an item: on the screen at once, open again with the reason when it is refused. */
export function useCloseItem() {
  const t = useTranslations('handover');
  const c = useTranslations('care.closed');
  const words = useFailureWords();
  const call = useCloseHandoverItem();
  return {
    close: (item: HandoverItemOut, because: HandoverItemClosedBecause): Promise<void> =>
      patient(() => call.mutateAsync({ item, because })).then(
        () => toast({ text: t('closeDone', { why: c(because).toLowerCase() }) }),
        (error: unknown) => toast({ text: t('closeFailed', { why: words(error) }), tone: 'bad' }),
      ),
  };
}
