import type { TaskDefinitionOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { dayWords } from '~/residents/when';

/** "4 hours", "90 minutes". */
export function useMinuteWords(): (minutes: number) => string {
  const t = useTranslations('plans.task');
  return (minutes) =>
    minutes >= 60 && minutes % 60 === 0 ? t('hours', { hours: minutes / 60 }) : t('minutes', { minutes });
}

/** When a task is done, in words: "08:00, 15:00 every day", "As needed, at least 4 hours apart". */
export function useTaskWhen(): (task: TaskDefinitionOut) => string {
  const t = useTranslations('plans.task');
  const w = useTranslations('planWords');
  const minutes = useMinuteWords();
  return (task) => {
    const parts: string[] = [];
    if (task.kind === 'as_needed') {
      parts.push(t('asNeeded'));
      if (task.min_interval_minutes)
        parts.push(t('atLeast', { minutes: minutes(task.min_interval_minutes) }));
      if (task.max_per_day) parts.push(t('atMost', { count: task.max_per_day }));
    } else {
      const days = task.weekdays ?? [];
      const which =
        task.every_days > 1
          ? t('everyDays', { days: task.every_days, from: task.starts_on ? dayWords(task.starts_on) : '' })
          : days.length > 0 && days.length < 7
            ? days.map((day) => w(`weekdayShort.d${day as 1}`)).join(', ')
            : t('daily');
      parts.push(`${task.times.map((time) => time.slice(0, 5)).join(', ')} ${which}`);
      if (task.starts_on && task.every_days === 1) parts.push(t('from', { day: dayWords(task.starts_on) }));
    }
    if (task.ends_on) parts.push(t('until', { day: dayWords(task.ends_on) }));
    return parts.join(', ');
  };
}

/** Whose it is, where that is said. */
export function useTaskWhose(): (task: TaskDefinitionOut) => string | null {
  const t = useTranslations('plans.task');
  return (task) =>
    task.assignee_name
      ? t('whose', { name: task.assignee_name })
      : task.shift_name
        ? t('shift', { shift: task.shift_name })
        : null;
}
