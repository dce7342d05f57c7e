import { useTranslations } from 'use-intl';

/** "25 min late", "3 h 12 min late". */
export function useLateWords(): (due: string, now: number) => string {
  const t = useTranslations('care');
  return (due, now) => {
    const minutes = Math.max(0, Math.floor((now - Date.parse(due)) / 60_000));
    return t('lateBy', { hours: Math.floor(minutes / 60), minutes: String(minutes % 60) });
  };
}
