import { useTranslations } from 'use-intl';
import { Button, LinkButton, Notice } from '~/kit';
import { resolve, type Entry } from '~/outbox';
import { timeOf } from '~/residents/when';
import { latest, useOutcomeOf } from './outcome-words';

/** One that a person has to decide on: somebody was quicker, or the server will not take it. */
export function Attention({ entry, zone }: { entry: Entry; zone: string }) {
  const t = useTranslations('round');
  const words = useOutcomeOf();
  if (entry.state !== 'conflict') {
    return (
      <Notice tone="bad" action={<LinkButton to="/waiting">{t('see')}</LinkButton>}>
        {t('rejected', { why: entry.failure?.message ?? '' })}
      </Notice>
    );
  }
  const theirs = latest(entry.theirs?.records ?? []);
  const mine =
    entry.deed.kind === 'task_record' ? t(`outcomes.${entry.deed.body.outcome}`) : t('confirm.done');
  return (
    <Notice
      tone="warn"
      title={
        theirs
          ? t('conflict.title', {
              name: theirs.author_name ?? '',
              time: timeOf(theirs.occurred_at, zone),
              outcome: words(theirs),
            })
          : t('conflict.titleNobody')
      }
      action={
        <>
          <Button onPress={() => void resolve(entry.key, 'keep_both')}>{t('conflict.both')}</Button>
          <Button tone="quiet" onPress={() => void resolve(entry.key, 'drop')}>
            {t('conflict.drop')}
          </Button>
        </>
      }
    >
      {t('conflict.yours', { outcome: mine, time: timeOf(new Date(entry.at).toISOString(), zone) })}.{' '}
      {t('conflict.ask')}
    </Notice>
  );
}
