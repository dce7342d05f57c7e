import { useFormatter, useTranslations } from 'use-intl';
import { readCron } from './cron';

/** What a job is called; one that came after these words by its own name. */
export function useJobWords() {
  const t = useTranslations('schedules.handlers');
  return (handler: string): { name: string; says: string } => {
    const known = KNOWN.find((one) => one === handler);
    return known
      ? { name: t(`${known}.name`), says: t(`${known}.says`) }
      : { name: handler.replaceAll('_', ' '), says: '' };
  };
}

const KNOWN = [
  'compliance_reminders',
  'extend_tasks',
  'occupancy_snapshot',
  'overdue_tasks',
  'refresh_compliance',
] as const;

export function useCronWords() {
  const t = useTranslations('schedules.cronWords');
  const format = useFormatter();
  return (cron: string): string => {
    const says = readCron(cron);
    switch (says.kind) {
      case 'minutes':
        return t('minutes', { count: says.count });
      case 'hourly':
        return t('hourly', { minute: says.minute });
      case 'hours':
        return t('hours', { count: says.count, minute: says.minute });
      case 'daily':
        return t('daily', { time: says.time });
      case 'weekly':
        return t('weekly', { days: format.list(says.days.map((day) => t(`days.${day}`))), time: says.time });
      case 'monthly':
        return t('monthly', { day: says.day, time: says.time });
      default:
        return t('other');
    }
  };
}

/** How long a run took. */
export function useTook() {
  const t = useTranslations('schedules.runs');
  return (from: string | null | undefined, to: string | null | undefined): string | null => {
    if (!from || !to) return null;
    const ms = Math.max(0, Date.parse(to) - Date.parse(from));
    if (ms < 1000) return t('ms', { count: ms });
    return ms < 120_000
      ? t('seconds', { count: Math.round(ms / 1000) })
      : t('minutes', { count: Math.round(ms / 60_000) });
  };
}
