import type { ConcernOut } from '@almoner/client';
import { useCloseConcern } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, Dialog, TextField, toast } from '~/kit';

/** What was done about a concern. It stays as it is then. */
export function CloseDialog({ concern, onClose }: { concern: ConcernOut; onClose: () => void }) {
  const t = useTranslations('concerns');
  const close = useCloseConcern();
  const form = useForm({
    initial: { outcome: '' },
    draft: `concern.${concern.id}.close`,
    check: ({ outcome }): Mistakes => (outcome.trim() ? {} : { outcome: t('outcomeNeeded') }),
    send: ({ outcome }) => close.mutateAsync([concern, { outcome: outcome.trim() }]),
    done: () => {
      onClose();
      toast({ text: t('closed') });
    },
  });
  return (
    <Dialog title={t('close')} open onClose={onClose}>
      <FormShell form={form} act={t('close')} cancel={<CancelButton onPress={onClose} />}>
        <TextField {...form.bind('outcome')} label={t('outcome')} lines={4} maxLength={4000} />
      </FormShell>
    </Dialog>
  );
}
