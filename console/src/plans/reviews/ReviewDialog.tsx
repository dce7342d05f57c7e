import type { CarePlanReviewReason } from '@almoner/client';
import { useCreateReview } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { CancelButton, DateField, Dialog, Select, TextField, toast, todayIn } from '~/kit';
import { dayWords } from '~/residents/when';

/** The routine one comes by itself. */
const BY_HAND = ['request', 'change', 'incident'] as const satisfies readonly CarePlanReviewReason[];

export interface ReviewDialogProps {
  client: string;
  name: string;
  zone: string;
  onClose: () => void;
}

/** Makes a review due for another reason than the calendar, beside the routine one. */
export function ReviewDialog({ client, name, zone, onClose }: ReviewDialogProps) {
  const t = useTranslations('planReviews.make');
  const f = useTranslations('form');
  const w = useTranslations('planWords.reason');
  const create = useCreateReview();
  const form = useForm({
    initial: {
      due_on: todayIn(zone) as string | null,
      reason: 'request' as (typeof BY_HAND)[number],
      detail: '',
    },
    draft: `review.new.${client}`,
    check: ({ due_on }): Record<string, string> =>
      due_on ? {} : { due_on: f('needed', { label: t('due') }) },
    send: ({ due_on, reason, detail }) =>
      create.mutateAsync([
        client,
        { due_on: due_on!, reason, ...(detail.trim() ? { detail: detail.trim() } : {}) },
      ]),
    done: (review) => {
      onClose();
      toast({ text: t('done', { day: dayWords(review.due_on) }) });
    },
  });
  return (
    <Dialog title={t('title', { name })} open onClose={onClose}>
      <FormShell form={form} act={t('act')} cancel={<CancelButton onPress={onClose} />}>
        <DateField {...form.bind('due_on')} label={t('due')} />
        <Select
          {...form.bind('reason')}
          label={t('reason')}
          options={BY_HAND.map((id) => ({ id, label: w(id) }))}
        />
        <TextField
          {...form.bind('detail')}
          label={t('detail')}
          hint={t('detailHint')}
          lines={3}
          maxLength={1000}
          optional
        />
      </FormShell>
    </Dialog>
  );
}
