import type { CarePlanReviewInvolved, CarePlanReviewOut, CarePlanReviewOutcome } from '@almoner/client';
import { useHoldReview } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { CancelButton, CheckboxGroup, DateField, Dialog, RadioGroup, TextField, toast, todayIn } from '~/kit';
import { dayWords } from '~/residents/when';

export const OUTCOMES = ['no_change', 'amended', 'new_plan', 'ceased'] as const;
export const INVOLVED = ['resident', 'family', 'lpa', 'advocate', 'professional'] as const;

export interface HoldDialogProps {
  review: CarePlanReviewOut;
  zone: string;
  onClose: () => void;
}

interface Values {
  outcome: CarePlanReviewOutcome | null;
  involved: CarePlanReviewInvolved[];
  note: string;
  held_on: string | null;
  next_due_on: string | null;
}

/** What came of a review: it stays as it is then, and the next routine one is made due. */
export function HoldDialog({ review, zone, onClose }: HoldDialogProps) {
  const t = useTranslations('planReviews.dialog');
  const w = useTranslations('planWords');
  const hold = useHoldReview();
  const today = todayIn(zone);
  const name = review.client_name ?? '';
  const form = useForm({
    initial: { outcome: null, involved: [], note: '', held_on: today, next_due_on: null } as Values,
    draft: `review.${review.id}`,
    check: ({ outcome }): Record<string, string> => (outcome ? {} : { outcome: t('needOutcome') }),
    send: ({ outcome, involved, note, held_on, next_due_on }) =>
      hold.mutateAsync([
        review,
        {
          outcome: outcome!,
          involved,
          ...(note.trim() ? { note: note.trim() } : {}),
          ...(held_on ? { held_on } : {}),
          ...(next_due_on && outcome !== 'ceased' ? { next_due_on } : {}),
        },
      ]),
    done: (held) => {
      onClose();
      toast({ text: held.next_due_on ? t('done', { day: dayWords(held.next_due_on) }) : t('doneLast') });
    },
  });
  const { outcome } = form.values;
  return (
    <Dialog title={t('title', { name })} open onClose={onClose}>
      <FormShell form={form} act={t('act')} cancel={<CancelButton onPress={onClose} />}>
        <p className="quiet">
          {t('due', { day: dayWords(review.due_on), reason: w(`reason.${review.reason}`) })}
        </p>
        {review.detail ? <p className="lines">{review.detail}</p> : null}
        <RadioGroup<CarePlanReviewOutcome>
          name="outcome"
          label={t('outcome')}
          value={outcome}
          onChange={(next) => form.set({ outcome: next })}
          error={form.mistakes['outcome']}
          hint={outcome === 'amended' || outcome === 'new_plan' ? t('amended') : undefined}
          options={OUTCOMES.map((id) => ({ id, label: w(`outcome.${id}`) }))}
        />
        <CheckboxGroup<CarePlanReviewInvolved>
          {...form.bind('involved')}
          label={t('involved')}
          hint={t('involvedHint')}
          options={INVOLVED.map((id) => ({ id, label: w(`involved.${id}`) }))}
        />
        <TextField
          {...form.bind('note')}
          label={t('note')}
          hint={t('noteHint', { name })}
          lines={4}
          maxLength={4000}
          optional
        />
        <DateField {...form.bind('held_on')} label={t('heldOn')} max={today} />
        {outcome === 'ceased' ? null : (
          <DateField
            {...form.bind('next_due_on')}
            label={t('next')}
            hint={t('nextHint')}
            min={today}
            optional
          />
        )}
      </FormShell>
    </Dialog>
  );
}
