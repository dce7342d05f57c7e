import type { NotificationOut } from '@almoner/client';
import { isUrgent, useAcknowledge } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { patient } from '~/session/patient';

/** Whether somebody still has to say that they see to it. */
export const isOpen = (row: NotificationOut) =>
  isUrgent(row) && row.can.includes('acknowledge') && !row.acknowledged_at;

/** "I'll see to it": on the screen at once, taken back with the reason when it is refused. */
export function useTake() {
  const t = useTranslations('inbox');
  const words = useFailureWords();
  const acknowledge = useAcknowledge();
  return (row: NotificationOut) =>
    patient(() => acknowledge.mutateAsync(row)).then(
      () => toast({ text: t('takenDone') }),
      (error: unknown) => toast({ text: t('takeFailed', { why: words(error) }), tone: 'bad' }),
    );
}
