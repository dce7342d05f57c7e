import type { ClientPageOut, RecordViewOut } from '@almoner/client';
import { useRecordViews } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, Notice, Section, Skeleton, Table, type Column } from '~/kit';
import { useHomes } from '~/people/zones';
import { usePersonId } from '~/session/person';
import * as words from '~/words/en-GB/record-views';
import { MoreWords } from '~/words/more';
import { calledName } from '../names';
import { momentWords } from '../when';

/** Who opened the record of a resident, and when: for those who answer for it. */
export default function ViewsTab({ page }: { page: ClientPageOut }) {
  return (
    <MoreWords words={words}>
      <Views page={page} />
    </MoreWords>
  );
}

/** One person's looks, by a name that was pressed. */
interface Only {
  id: string;
  name: string;
}

function Views({ page }: { page: ClientPageOut }) {
  const t = useTranslations('recordViews');
  const { client } = page;
  const [only, setOnly] = useState<Only | null>(null);
  const list = useRecordViews(
    client.id,
    only ? { person: only.id } : {},
    // Somebody may have looked a moment ago.
    { always: true, keepPrevious: true },
  );
  const { rows } = list;
  const retry = () => void list.refetch();
  const name = calledName(client);
  return (
    <Section title={t('title')} sub={t('sub')}>
      {only ? (
        <Notice
          title={t('onlyTitle', { name: only.name })}
          action={<Button onPress={() => setOnly(null)}>{t('everybody')}</Button>}
        />
      ) : null}
      {list.isPending ? (
        <Skeleton kind="rows" lines={6} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} what={t('failed')} retry={retry} />
      ) : rows.length === 0 ? (
        <EmptyState icon="search" title={t('none')}>
          {t('noneWhy', { name })}
        </EmptyState>
      ) : (
        <>
          {list.isError ? <ErrorState inline error={list.error} what={t('stale')} retry={retry} /> : null}
          <div aria-busy={list.isPlaceholderData}>
            <Rows page={page} rows={rows} label={t('label', { name })} onOnly={only ? undefined : setOnly} />
          </div>
          {list.hasNextPage ? (
            <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
              {t('more')}
            </Button>
          ) : null}
        </>
      )}
    </Section>
  );
}

interface RowsProps {
  page: ClientPageOut;
  rows: RecordViewOut[];
  label: string;
  onOnly: ((only: Only) => void) | undefined;
}

function Rows({ page, rows, label, onOnly }: RowsProps) {
  const t = useTranslations('recordViews');
  const me = usePersonId();
  const { zoneOf, nameOf } = useHomes();
  const named = ({ person_name }: RecordViewOut) => person_name ?? t('somebody');
  const columns: Column<RecordViewOut>[] = [
    {
      id: 'person',
      label: t('person'),
      cell: (row) => (row.profile_id === me ? t('you', { name: named(row) }) : named(row)),
    },
    {
      id: 'when',
      label: t('when'),
      cell: (row) => {
        // Of the home that held the resident then, by its clock.
        const elsewhere = row.care_home_id === page.client.holding_home_id ? null : nameOf(row.care_home_id);
        return (
          <span className="numbers">
            {momentWords(row.recorded_at, zoneOf(row.care_home_id))}
            {elsewhere ? <span className="quiet"> {t('at', { home: elsewhere })}</span> : null}
          </span>
        );
      },
    },
    { id: 'what', label: t('what'), cell: ({ kind }) => t(`kind.${kind}`) },
    ...(onOnly
      ? [
          {
            id: 'only',
            label: t('acts'),
            cell: (row: RecordViewOut) => (
              <Button
                tone="quiet"
                aria-label={t('onlyOf', { name: named(row) })}
                onPress={() => onOnly({ id: row.profile_id, name: named(row) })}
              >
                {t('only')}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return <Table label={label} columns={columns} rows={rows} rowId={({ id }) => id} />;
}
