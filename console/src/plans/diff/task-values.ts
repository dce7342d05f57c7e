import { useTranslations } from 'use-intl';
import { dayWords } from '~/residents/when';
import { readDomain } from '../domains';
import { useMinuteWords } from '../task-words';

/** One thing that a task says, in words. Of people and shifts the comparison knows only which, not their names. */
export function useTaskValue(): (field: string, value: unknown) => string {
  const t = useTranslations('planDiff');
  const w = useTranslations('planWords');
  const minutes = useMinuteWords();
  return (field, value) => {
    if (value === null || value === undefined || value === '') return '';
    if (typeof value === 'boolean') return value ? t('yes') : t('no');
    if (field === 'times' && Array.isArray(value))
      return value.map((time) => String(time).slice(0, 5)).join(', ');
    if (field === 'weekdays' && Array.isArray(value))
      return value.map((day) => w(`weekday.d${day as 1}`)).join(', ');
    if (field.endsWith('_minutes') && typeof value === 'number') return minutes(value);
    if (field === 'kind') return w(`taskKind.${value as 'scheduled'}`);
    const domain = field === 'domain' ? readDomain(value) : undefined;
    if (domain) return w(`domain.${domain}`);
    if (field.endsWith('_on') && typeof value === 'string') return dayWords(value);
    if (field === 'assignee_id' || field === 'shift_template_id') return t('somebody');
    return String(value as string | number);
  };
}
