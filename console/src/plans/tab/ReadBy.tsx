import type { CarePlanReadOut, CarePlanVersionOut } from '@almoner/client';
import { useCarePlanReads } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ErrorState, Section, Status, Table, type Column } from '~/kit';
import { momentWords } from '~/residents/when';
import { usePersonId } from '~/session/person';

export interface ReadByProps {
  version: CarePlanVersionOut;
  zone: string;
  /** Whether the reader writes plans; others see it where the server told them of somebody beside themselves. */
  all: boolean;
}

/** Who was shown a version, who has said that they have read it, and how old their copy was. */
export function ReadBy({ version, zone, all }: ReadByProps) {
  const t = useTranslations('plans.readBy');
  const me = usePersonId();
  const reads = useCarePlanReads(version.id);
  const rows = reads.data?.items ?? [];
  if (!all && !rows.some((read) => read.profile_id !== me)) return null;
  const columns: Column<CarePlanReadOut>[] = [
    { id: 'person', label: t('person'), cell: (read) => read.person_name },
    {
      id: 'read',
      label: t('read'),
      cell: (read) => (
        <div className="stack tight">
          <Status state={read.confirmed_at ? 'done' : 'due'}>
            {read.confirmed_at
              ? t('confirmed', { moment: momentWords(read.confirmed_at, zone) })
              : t('shown')}
          </Status>
          {read.confirmed_at ? null : (
            <span className="small">{t('shownAt', { moment: momentWords(read.shown_at, zone) })}</span>
          )}
        </div>
      ),
    },
    { id: 'age', label: t('age'), cell: ({ copy_age_seconds }) => <Age seconds={copy_age_seconds} /> },
  ];
  return (
    <Section
      title={t('title', { number: version.number })}
      sub={reads.data ? t('count', { read: rows.filter((read) => read.confirmed_at).length }) : undefined}
    >
      {reads.isError && !reads.data ? (
        <ErrorState error={reads.error} what={t('failed')} retry={() => void reads.refetch()} />
      ) : rows.length === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <Table
          label={t('title', { number: version.number })}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
        />
      )}
    </Section>
  );
}

/** How old the copy was that somebody read: a tablet that was offline shows an older plan. */
function Age({ seconds }: { seconds: number }) {
  const t = useTranslations('plans.readBy');
  if (seconds < 60) return t('fresh');
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? t('minutes', { minutes }) : t('hours', { hours: Math.round(minutes / 60) });
}
