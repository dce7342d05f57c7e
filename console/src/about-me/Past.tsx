import type { ClientPageOut } from '@almoner/client';
import { useAboutMe } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Badge, ErrorState, Section, Skeleton } from '~/kit';
import { dayOf } from '~/residents/when';

/** What was replaced, rejected or ended, the newest first, with when and why. */
export function Past({ page: { client }, zone }: { page: ClientPageOut; zone: string }) {
  const t = useTranslations('aboutMe');
  const query = useAboutMe(client.id, { show: 'all' });
  const ended = (query.data?.items ?? []).filter(({ status }) => status === 'ended');
  return (
    <Section title={t('history.title')}>
      {query.isPending ? (
        <Skeleton kind="rows" lines={3} />
      ) : query.isError && !query.data ? (
        <ErrorState
          inline
          error={query.error}
          what={t('history.failed')}
          retry={() => void query.refetch()}
        />
      ) : ended.length === 0 ? (
        <p className="quiet">{t('history.none')}</p>
      ) : (
        <ol className="stack" aria-label={t('history.title')}>
          {ended.map((word) => (
            <li key={word.id} className="about-word ended">
              <p className="row tight">
                <strong>{t(`topic.${word.topic}`)}</strong>
                <Badge>{t(`saidBy.${word.said_by}`)}</Badge>
              </p>
              <p className="lines">{word.text}</p>
              <p className="quiet small">
                {t('history.ended', {
                  day: dayOf(word.ended_at ?? word.created_at, zone),
                  why: word.end_reason ?? '–',
                })}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
