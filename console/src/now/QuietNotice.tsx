import { useLiveState } from '@almoner/client/react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Notice } from '~/kit';
import { timeOf } from '~/residents/when';

/** A stream that ends by plan is there again after seconds; that is nothing to tell of. */
const PATIENCE = 15_000;

/** Says that nothing comes by itself any more, once the stream of events has been gone for longer than a moment. */
export function QuietNotice({ zone, readAgain }: { zone: string; readAgain: () => void }) {
  const t = useTranslations('now');
  const live = useLiveState();
  const since = live.state === 'lost' ? live.since : null;
  const [told, setTold] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) return undefined;
    const timer = setTimeout(() => setTold(since), Math.max(0, since + PATIENCE - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);
  if (since === null || told !== since) return null;
  return (
    <Notice tone="warn" title={t('quietTitle')} action={<Button onPress={readAgain}>{t('again')}</Button>}>
      {t('quiet', { time: timeOf(new Date(since).toISOString(), zone) })}
    </Notice>
  );
}
