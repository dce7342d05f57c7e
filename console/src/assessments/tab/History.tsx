import type { AssessmentOut, ClientPageOut } from '@almoner/client';
import { useClientAssessments } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  Button,
  EmptyState,
  ErrorState,
  Link,
  Section,
  Select,
  Skeleton,
  Status,
  Table,
  type Column,
} from '~/kit';
import { momentWords } from '~/residents/when';
import { BandMark } from '../BandMark';
import { bandOf, type useCatalogue } from '../catalogue';
import { actionsIn, useResultWords } from '../result-words';

type Catalogue = ReturnType<typeof useCatalogue>;

const ANY = 'any';

/** Every assessment of a resident, the newest first; a struck one shows, struck. */
export function History({ page: { client }, catalogue }: { page: ClientPageOut; catalogue: Catalogue }) {
  const t = useTranslations('assessments');
  const [instrument, setInstrument] = useState<string>(ANY);
  const list = useClientAssessments(
    client.id,
    { limit: 25, ...(instrument === ANY ? {} : { instrument }) },
    { keepPrevious: true },
  );
  const { rows } = list;
  const retry = () => void list.refetch();
  const zone = client.home?.time_zone ?? 'Europe/London';
  // Those that are not answered any more too: what was found with them is still there.
  const codes = [
    ...new Set((catalogue.query.data?.items ?? []).map(({ instrument: { code } }) => code)),
  ].toSorted();
  return (
    <Section title={t('history.title')} sub={t('history.sub')}>
      <div className="stack">
        <div className="row assess-filters">
          <Select
            label={t('history.which')}
            value={instrument}
            onChange={setInstrument}
            options={[
              { id: ANY, label: t('history.any') },
              ...codes.map((id) => ({ id, label: catalogue.nameOf(id) })),
            ]}
          />
        </div>
        {list.isPending ? (
          <Skeleton kind="rows" lines={4} />
        ) : list.isError && rows.length === 0 ? (
          <ErrorState error={list.error} what={t('failed')} retry={retry} />
        ) : rows.length === 0 ? (
          <EmptyState icon="table" title={instrument === ANY ? t('history.empty') : t('history.emptySo')}>
            {t('history.emptyWhy')}
          </EmptyState>
        ) : (
          <>
            {list.isError ? <ErrorState inline error={list.error} what={t('failed')} retry={retry} /> : null}
            <Rows rows={rows} busy={list.isPlaceholderData} zone={zone} catalogue={catalogue} />
            {list.hasNextPage ? (
              <div className="row centred">
                <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                  {t('history.more')}
                </Button>
              </div>
            ) : null}
          </>
        )}
      </div>
    </Section>
  );
}

interface RowsProps {
  rows: readonly AssessmentOut[];
  busy: boolean;
  zone: string;
  catalogue: Catalogue;
}

function Rows({ rows, busy, zone, catalogue }: RowsProps) {
  const t = useTranslations('assessments.history');
  const columns: Column<AssessmentOut>[] = [
    {
      id: 'when',
      label: t('when'),
      width: 'tight',
      cell: (row) => (
        <Link to="/assessments/$id" params={{ id: row.id }} className="standing">
          {momentWords(row.occurred_at, zone)}
        </Link>
      ),
    },
    { id: 'what', label: t('what'), cell: (row) => catalogue.nameOf(row.instrument) },
    { id: 'found', label: t('found'), cell: (row) => <Result row={row} catalogue={catalogue} /> },
    { id: 'by', label: t('by'), cell: ({ author_name }) => author_name, from: 'desktop' },
  ];
  return <Table label={t('label')} columns={columns} rows={rows} rowId={({ id }) => id} busy={busy} />;
}

/** The number and what it means; struck through where it does not hold. */
export function Result({ row, catalogue }: { row: AssessmentOut; catalogue: Catalogue }) {
  const t = useTranslations('assessments.history');
  const c = useTranslations('assessments.card');
  const known = catalogue.of(row.instrument, row.instrument_version);
  const words = useResultWords();
  // A list without a score says how much there is to act on.
  const said = !known
    ? null
    : known.outcome === 'none'
      ? c('todo', { count: actionsIn(known, row.answers).length })
      : words(known, row.score, row.answers);
  const band = bandOf(known, row.band);
  return (
    <span className="row tight">
      {said ? row.struck_at ? <s>{said}</s> : <span className="numbers">{said}</span> : null}
      {band && !row.struck_at ? <BandMark band={band} /> : null}
      {row.late ? <Status state="waiting">{t('late')}</Status> : null}
      {row.struck_at ? <Status state="refused">{t('struck')}</Status> : null}
    </span>
  );
}
