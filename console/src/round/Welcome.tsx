import type { RoundHomeOut } from '@almoner/client';
import { useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { timeOf } from '~/residents/when';
import { partOf } from './time';

/** Who is greeted, and the shift that the rota has for them now; whether they started it stands below. */
export function Welcome({ home, now }: { home: RoundHomeOut; now: number }) {
  const t = useTranslations('round');
  const name = useSession({ enabled: false }).data?.person?.given_name ?? '';
  const clock = timeOf(new Date(now).toISOString(), home.time_zone);
  const { shift, time_zone: zone } = home;
  return (
    <p>
      {t('greeting', { part: partOf(Number(clock.slice(0, 2))), name })}.{' '}
      {shift
        ? t('shift', {
            name: shift.name ? t('shiftName', { name: shift.name }) : '',
            from: timeOf(shift.from, zone),
            until: timeOf(shift.until, zone),
          })
        : ''}
    </p>
  );
}
