import type { CarePlanOut, CarePlanSleepOut, ClientPageOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Notice } from '~/kit';
import { shortName } from '~/residents/names';
import { dayOf, momentWords } from '~/residents/when';
import { ConfirmDialog } from './ConfirmDialog';

export interface SleepProps {
  sleep: CarePlanSleepOut;
  plan: CarePlanOut;
  page: ClientPageOut;
}

/** That the plan sleeps between two stays, or waits for somebody's word; and the step to it for whoever runs the shift. */
export function SleepNotice({ sleep, plan, page }: SleepProps) {
  const t = useTranslations('planSleep');
  const [open, setOpen] = useState(false);
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  const name = shortName(page.client);
  const day = dayOf(sleep.slept_at, zone);
  const asked = sleep.verdict === 'needs_change';
  const title = asked ? t('question', { day }) : t(sleep.is_back ? 'back' : 'away', { day });
  return (
    <Notice
      tone={sleep.is_back ? 'warn' : 'info'}
      title={title}
      action={
        sleep.can.includes('confirm') ? (
          <Button tone="primary" icon="check" onPress={() => setOpen(true)}>
            {t(asked ? 'actAfter' : 'act')}
          </Button>
        ) : undefined
      }
    >
      {asked && sleep.note ? (
        <p className="lines">
          {t('said', {
            name: sleep.said_by_name ?? '',
            moment: sleep.said_at ? momentWords(sleep.said_at, zone) : '',
            note: sleep.note,
          })}
        </p>
      ) : null}
      <p>{asked ? t('questionWhy') : sleep.is_back ? t('backWhy') : t('awayWhy', { name })}</p>
      {open ? <ConfirmDialog sleep={sleep} plan={plan} page={page} onClose={() => setOpen(false)} /> : null}
    </Notice>
  );
}
