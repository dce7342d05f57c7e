import type { TaskRecordOut } from '@almoner/client';
import { useTranslations } from 'use-intl';

/** The record that counts: the last one with an outcome. */
export function latest(records: readonly TaskRecordOut[]): TaskRecordOut | undefined {
  return records.findLast(({ outcome }) => outcome);
}

/** What came of it in words: the outcome, the reason, what was measured, the note. */
export function useOutcomeOf(): (record: TaskRecordOut) => string {
  const t = useTranslations('round');
  return ({ outcome, reason, measures, note }) =>
    [
      outcome ? t(`outcomes.${outcome}`) : t('confirm.done'),
      reason,
      ...Object.entries(measures).map(([name, value]) => `${value} ${UNITS[name] ?? name}`),
      note,
    ]
      .filter(Boolean)
      .join(', ');
}

const UNITS: Record<string, string> = { percent: '%', celsius: '°C', count: '×', grams: 'g' };
