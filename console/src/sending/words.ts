import { useTranslations } from 'use-intl';
import { CHANNELS, KINDS, STATUSES, WHYS } from './vocabulary';

/** Words of kinds, ways, states and reasons; one that came after these words by its own name. */
export function useSendingWords() {
  const t = useTranslations('sending');
  const plain = (name: string) => name.replaceAll('_', ' ');
  return {
    kind: (name: string) => {
      const known = KINDS.find((one) => one === name);
      return known ? t(`kinds.${known}`) : plain(name);
    },
    channel: (name: string) => {
      const known = CHANNELS.find((one) => one === name);
      return known ? t(`channels.${known}`) : plain(name);
    },
    status: (name: string) => {
      const known = STATUSES.find((one) => one === name);
      return known ? t(`statuses.${known}`) : plain(name);
    },
  };
}

/** Why something was not sent or not run, in words. */
export function useWhyWords() {
  const t = useTranslations('sending.why');
  return (code: string): string => {
    const known = WHYS.find((one) => one === code);
    return known ? t(known) : t('other', { code });
  };
}

/** Minutes as people say them. */
export function useMinuteWords() {
  const t = useTranslations('sending.ladder');
  return (minutes: number): string => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (hours === 0) return t('minutes', { count: rest });
    if (rest === 0) return t('hours', { count: hours });
    return t('hoursMinutes', { hours: t('hours', { count: hours }), minutes: t('minutes', { count: rest }) });
  };
}
