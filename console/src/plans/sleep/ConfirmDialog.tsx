import type { CarePlanVerdict } from '@almoner/client';
import { useConfirmSleepingPlan } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelButton, Dialog, RadioGroup, TextField, toast } from '~/kit';
import { calledName } from '~/residents/names';
import { Meanwhile } from './Meanwhile';
import type { SleepProps } from './SleepNotice';
import { WhatItSays } from './WhatItSays';

interface Values {
  verdict: CarePlanVerdict | null;
  note: string;
}

/** Whether a plan that slept is still right: what changed meanwhile, what is in it, and then the word of whoever looked. */
export function ConfirmDialog({ sleep, plan, page, onClose }: SleepProps & { onClose: () => void }) {
  const t = useTranslations('planSleep');
  const confirm = useConfirmSleepingPlan();
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  // Said already that it has to change: what is left to say is that it is right after all.
  const may = (['still_right', 'needs_change'] as const).filter(
    (verdict) => verdict === 'still_right' || sleep.can.includes('question'),
  );
  const form = useForm({
    initial: { verdict: null, note: '' } as Values,
    draft: `sleep.${sleep.id}`,
    check: ({ verdict, note }): Mistakes => ({
      ...(verdict ? {} : { verdict: t('needed') }),
      ...(verdict === 'needs_change' && !note.trim() ? { note: t('noteNeeded') } : {}),
    }),
    send: ({ verdict, note }) =>
      confirm.mutateAsync([sleep, { verdict: verdict!, ...(note.trim() ? { note: note.trim() } : {}) }]),
    done: ({ status }) => {
      onClose();
      toast({ text: t(status === 'awake' ? 'awake' : 'toChange') });
    },
  });
  const change = form.values.verdict === 'needs_change';
  return (
    <Dialog title={t('title', { name: calledName(page.client) })} open onClose={onClose} kind="wide">
      <FormShell form={form} act={t('save')} cancel={<CancelButton onPress={onClose} />}>
        <Meanwhile sleep={sleep} plan={plan} page={page} zone={zone} />
        {plan.active ? <WhatItSays version={plan.active} /> : null}
        <RadioGroup<CarePlanVerdict>
          name="verdict"
          label={t('verdict')}
          value={form.values.verdict}
          onChange={(verdict) => form.set({ verdict })}
          error={form.mistakes['verdict']}
          hint={form.values.verdict ? t(change ? 'changeHint' : 'rightHint') : undefined}
          options={may.map((id) => ({ id, label: t(id === 'still_right' ? 'right' : 'change') }))}
        />
        <TextField
          {...form.bind('note')}
          label={t(change ? 'note' : 'noteRight')}
          optional={!change}
          lines={3}
          maxLength={1000}
        />
      </FormShell>
    </Dialog>
  );
}
