import type { WaitingOut } from '@almoner/client';
import { useWaitingDeliveries } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, ErrorState, Section, Skeleton, Table, type Column } from '~/kit';
import { useHomes } from '~/people/zones';
import { momentWords } from '~/residents/when';
import { Standing } from './Sent';
import { useSendingWords } from './words';

const FIRST = 5;

/** What is still to be sent, the soonest first. */
export function Waiting() {
  const t = useTranslations('sending.sent');
  const w = useSendingWords();
  const { zoneOf } = useHomes();
  const [all, setAll] = useState(false);
  const found = useWaitingDeliveries({ every: 60_000 });
  const rows = found.data?.items ?? [];
  const columns: Column<WaitingOut>[] = [
    { id: 'what', label: t('what'), cell: (row) => <b>{w.kind(row.kind)}</b> },
    {
      id: 'status',
      label: t('status'),
      cell: (row) => <Standing status={row.status} why={row.last_error} />,
    },
    { id: 'person', label: t('person'), cell: (row) => row.person_name ?? row.care_home_name ?? t('byHome') },
    { id: 'channel', label: t('channel'), cell: (row) => w.channel(row.channel) },
    { id: 'next', label: t('next'), cell: (row) => momentWords(row.next_at, zoneOf(row.care_home_id)) },
    { id: 'tries', label: t('attempts'), numeric: true, cell: ({ attempt }) => attempt, from: 'desktop' },
  ];
  return (
    <Section title={t('waiting')} sub={t('waitingHint')}>
      {found.isPending ? (
        <Skeleton kind="rows" lines={2} />
      ) : found.isError && !found.data ? (
        <ErrorState error={found.error} what={t('waitingFailed')} retry={() => void found.refetch()} />
      ) : rows.length === 0 ? (
        <p className="quiet">{t('waitingNone')}</p>
      ) : (
        <>
          <Table
            label={t('waiting')}
            columns={columns}
            rows={all ? rows : rows.slice(0, FIRST)}
            rowId={({ id }) => id}
          />
          {rows.length > FIRST && !all ? (
            <div className="row centred">
              <Button onPress={() => setAll(true)}>{t('toggle', { count: rows.length })}</Button>
            </div>
          ) : null}
        </>
      )}
    </Section>
  );
}
