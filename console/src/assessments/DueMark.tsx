import { useTranslations } from 'use-intl';
import { Status, todayIn } from '~/kit';
import { daysBetween } from '~/plans/days';
import { dayWords } from '~/residents/when';

/** When it is to be done again: how long it is overdue, or still has, and the day. */
export function DueMark({ on, zone }: { on: string | null | undefined; zone: string }) {
  const t = useTranslations('assessments.due');
  if (!on) return <span className="quiet small">{t('noDay')}</span>;
  const days = daysBetween(todayIn(zone), on);
  const state = days < 0 ? 'overdue' : 'due';
  return (
    <span className="row tight">
      <Status state={state}>
        {days < 0 ? t('overdue', { days: -days }) : days === 0 ? t('today') : t('in', { days })}
      </Status>
      <span className="quiet small">{t('on', { day: dayWords(on) })}</span>
    </span>
  );
}
