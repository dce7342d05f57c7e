import { useNotificationChannels, useResumeChannel } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, ErrorState, Notice } from '~/kit';
import { useDeed } from '~/lib/deed';
import { useHomes } from '~/people/zones';
import { momentWords, timeOf } from '~/residents/when';
import { useSendingWords, useWhyWords } from './words';

const isAhead = (at?: string | null): at is string => at != null && Date.parse(at) > Date.now();

/** Channels that are closed, why, and what to do. Takes no place while all are open. */
export function Paused() {
  const t = useTranslations('sending.paused');
  const w = useSendingWords();
  const why = useWhyWords();
  const { homes, zoneOf } = useHomes();
  const zone = zoneOf(homes[0]?.id);
  const found = useNotificationChannels({ every: 60_000 });
  const resume = useDeed(useResumeChannel(), ({ channel }) => ({
    text: t('resumed', { channel: w.channel(channel) }),
  }));
  if (found.isError && !found.data) {
    return <ErrorState inline error={found.error} what={t('failed')} retry={() => void found.refetch()} />;
  }
  const paused = (found.data?.items ?? []).filter(({ status }) => status === 'paused');
  return paused.map((row) => (
    <Notice
      key={row.id}
      tone="bad"
      title={t('title', {
        channel: w.channel(row.channel),
        when: row.paused_at ? momentWords(row.paused_at, zone) : '',
      })}
      action={
        row.can.includes('resume') ? (
          <Button busy={resume.busy} onPress={() => resume.press([row.id])}>
            {t('resume', { channel: w.channel(row.channel) })}
          </Button>
        ) : undefined
      }
    >
      <div className="stack tight">
        {row.code ? <p>{why(row.code)}</p> : null}
        {/* A time that is over says nothing: nobody sends by this channel here, or does right now. */}
        <p>{isAhead(row.probe_at) ? t('lost', { at: timeOf(row.probe_at, zone) }) : t('lostSoon')}</p>
        <p>{row.can.includes('resume') ? (row.channel === 'email' ? t('fix') : t('fixOther')) : t('ask')}</p>
      </div>
    </Notice>
  ));
}
