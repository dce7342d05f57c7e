import { useTranslations } from 'use-intl';
import { Status } from '~/kit';
import { timeOf } from '~/residents/when';
import type { ShownTask, Standing } from './arrange';
import { useSpan } from './time';

/** When it is due, by the clock and in words: "Due 08:00, 25 minutes late". */
export function Due(props: { task: ShownTask; standing: Standing; zone: string; now: number }) {
  const { task, standing, zone, now } = props;
  const t = useTranslations('round');
  const span = useSpan();
  const by = Date.parse(task.due_by);
  if (standing === 'overdue') {
    return (
      <Status state="overdue">
        {t('due.late', { time: timeOf(task.due_by, zone), span: span(now - by) })}
      </Status>
    );
  }
  if (standing === 'next') {
    const from = Date.parse(task.due_from);
    return (
      <Status state="draft">
        {t('due.next', { time: timeOf(task.due_from, zone), span: span(from - now) })}
      </Status>
    );
  }
  // What awaits a second person was in time.
  if (standing === 'awaits_confirmation') {
    return <Status state="waiting">{t('groups.awaits_confirmation')}</Status>;
  }
  return (
    <Status state="due">{t('due.now', { time: timeOf(task.due_by, zone), span: span(by - now) })}</Status>
  );
}
