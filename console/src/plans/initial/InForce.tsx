import type { CarePlanOut, CarePlanVersionOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Notice, todayIn } from '~/kit';
import { dayWords } from '~/residents/when';
import { Missing } from './Missing';

export interface InForceProps {
  plan: CarePlanOut;
  version: CarePlanVersionOut;
  zone: string;
}

/** That care is given by an initial plan: by when the full one is due, and what that has to say besides. */
export function InForce({ plan, version, zone }: InForceProps) {
  const t = useTranslations('planInitial');
  const due = plan.next_review?.due_on;
  const over = due !== undefined && due < todayIn(zone);
  return (
    <Notice tone="warn" title={t('inForce')}>
      <p>
        {due
          ? over
            ? t('late', { day: dayWords(due) })
            : t('inForceBy', { day: dayWords(due) })
          : t('inForceWhy')}
      </p>
      <Missing sections={version.sections} />
    </Notice>
  );
}
