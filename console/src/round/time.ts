import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

const MINUTE = 60_000;

/** A length of time in words, whole minutes: "25 minutes", "2 hours 5 minutes", "3 days". */
export function useSpan(): (milliseconds: number) => string {
  const t = useTranslations('round.span');
  return (milliseconds) => {
    const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
    if (minutes < 1) return t('moment');
    if (minutes < 60) return t('minutes', { minutes });
    if (minutes < 48 * 60) return t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    return t('days', { days: Math.floor(minutes / 1440) });
  };
}

/** This device's clock, read again every so often; `ahead` makes it the server's. */
export function useNow(every: number, ahead = 0): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now + ahead;
}

/** The part of the day by the clock on the home's wall. */
export function partOf(hour: number): 'morning' | 'afternoon' | 'evening' | 'night' {
  if (hour < 5 || hour >= 22) return 'night';
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}
