import { useMissingNotes } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { ErrorState, Link, Notice, Skeleton } from '~/kit';
import { momentWords } from '~/residents/when';

/** Residents of whom nothing is noted in the care day of the shift: before handing over, not after it. */
export function MissingNotes({ home, careDay }: { home: SessionHome; careDay: string }) {
  const t = useTranslations('handover.form');
  const c = useTranslations('care');
  const query = useMissingNotes({ home: home.id, care_day: careDay }, { keepPrevious: true });
  if (query.isPending) return <Skeleton lines={2} />;
  if (query.isError && !query.data) {
    return (
      <ErrorState inline error={query.error} what={t('missingFailed')} retry={() => void query.refetch()} />
    );
  }
  const rows = query.data?.items ?? [];
  if (rows.length === 0) return <Notice tone="good">{t('missingNone')}</Notice>;
  return (
    <Notice tone="warn" title={t('missingTitle', { count: rows.length })}>
      <p>{t('missing')}</p>
      <details className="handover-missing">
        <summary>{t('missingShow')}</summary>
        <ul>
          {rows.map((row) => (
            <li key={row.id}>
              <Link to="/residents/$id" params={{ id: row.id }}>
                {row.room_name ? `${c('room', { room: row.room_name })} · ${row.name}` : row.name}
              </Link>{' '}
              <span className="quiet small numbers">
                {row.last_note_at
                  ? t('lastNote', { when: momentWords(row.last_note_at, home.time_zone) })
                  : t('neverNote')}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  );
}
