import type { AssessmentDueOut } from '@almoner/client';
import { useDueAssessments } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { writesIn } from '~/care/home';
import { Views } from '~/care/Views';
import {
  Button,
  EmptyState,
  ErrorState,
  Link,
  LinkButton,
  PageHeader,
  Select,
  Skeleton,
  Status,
  Table,
  todayIn,
  type Column,
} from '~/kit';
import { useHomes } from '~/people/zones';
import { daysBetween } from '~/plans/days';
import { dayOf, dayWords } from '~/residents/when';
import { useChosenHome } from '~/shell/home';
import '../assessments.css';
import { BandMark } from '../BandMark';
import { bandOf, useCatalogue } from '../catalogue';
import { useResultWords } from '../result-words';
import { SHOWS, dueQuery } from './query';
import type { DueSearch } from './search';

export interface DuePageProps {
  search: DueSearch;
  /** Puts a search into the address. */
  onSearch: (search: DueSearch) => void;
}

/** What a home has to assess again, the first due first. */
export function DuePage({ search, onSearch }: DuePageProps) {
  const t = useTranslations('assessments');
  const { homes, zoneOf } = useHomes();
  const chosen = useChosenHome();
  const home = search.home ?? chosen?.id;
  const today = todayIn(zoneOf(home ?? homes[0]?.id));
  const list = useDueAssessments(dueQuery({ ...search, ...(home ? { home } : {}) }, today), {
    keepPrevious: true,
    always: true,
  });
  const { rows } = list;
  const retry = () => void list.refetch();
  const narrowed = Object.keys(search).length > 0;
  return (
    <div className="stack">
      <PageHeader title={t('list.title')} sub={t('list.sub')} />
      <Filters
        search={search}
        onSearch={onSearch}
        pick={homes.length > 1 && (!chosen || Boolean(search.home))}
      />
      {list.isError && rows.length > 0 ? (
        <ErrorState inline error={list.error} what={t('failed')} retry={retry} />
      ) : null}
      {list.isPending ? (
        <Skeleton kind="rows" lines={6} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} what={t('failed')} retry={retry} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon="check"
          title={narrowed ? t('list.noneSo') : t('list.none')}
          action={narrowed ? <Button onPress={() => onSearch({})}>{t('list.clear')}</Button> : undefined}
        >
          {narrowed ? t('list.noneSoWhy') : t('list.noneWhy')}
        </EmptyState>
      ) : (
        <>
          <Rows rows={rows} busy={list.isPlaceholderData} />
          {list.hasNextPage ? (
            <div className="row centred">
              <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {t('list.more')}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </div>
  );
}

const ANY = 'any';

function Filters({ search, onSearch, pick }: DuePageProps & { pick: boolean }) {
  const t = useTranslations('assessments.list');
  const { homes } = useHomes();
  const catalogue = useCatalogue();
  const put = (part: DueSearch, drop: keyof DueSearch) => {
    const { [drop]: _, ...rest } = search;
    onSearch({ ...rest, ...part });
  };
  const codes = catalogue.inForce.map(({ instrument: { code } }) => code);
  if (search.instrument && !codes.includes(search.instrument)) codes.push(search.instrument);
  return (
    <fieldset className="row assess-filters" aria-label={t('filters')}>
      <Views
        label={t('show')}
        now={search.show ?? 'all'}
        views={SHOWS.map((id) => ({ id, label: t(`shows.${id}`) }))}
        onChange={(show) => put(show === 'all' ? {} : { show }, 'show')}
      />
      {pick ? (
        <Select
          label={t('home')}
          value={search.home ?? ANY}
          onChange={(id) => put(id === ANY ? {} : { home: id }, 'home')}
          options={[{ id: ANY, label: t('anyHome') }, ...homes.map(({ id, name }) => ({ id, label: name }))]}
        />
      ) : null}
      <Select
        label={t('instrument')}
        value={search.instrument ?? ANY}
        onChange={(id) => put(id === ANY ? {} : { instrument: id }, 'instrument')}
        options={[
          { id: ANY, label: t('anyInstrument') },
          ...codes.map((id) => ({ id, label: catalogue.nameOf(id) })),
        ]}
      />
    </fieldset>
  );
}

function Rows({ rows, busy }: { rows: readonly AssessmentDueOut[]; busy: boolean }) {
  const t = useTranslations('assessments.list');
  const { homes, nameOf, zoneOf } = useHomes();
  const catalogue = useCatalogue();
  const writes = (row: AssessmentDueOut) =>
    writesIn(homes.find(({ id }) => id === row.holding_home_id) ?? null) &&
    catalogue.of(row.instrument) !== undefined;
  const columns: Column<AssessmentDueOut>[] = [
    {
      id: 'resident',
      label: t('resident'),
      cell: (row) => (
        <Link
          to="/residents/$id"
          params={{ id: row.client_id }}
          search={{ tab: 'assessments' }}
          className="standing"
        >
          {row.client_name}
        </Link>
      ),
    },
    {
      id: 'instrument',
      label: t('instrument'),
      cell: (row) => catalogue.nameOf(row.instrument),
    },
    {
      id: 'due',
      label: t('due'),
      width: 'tight',
      // The status says whether it is overdue or soon.
      from: 'desktop',
      cell: (row) => dayWords(row.next_due_on),
    },
    { id: 'status', label: t('status'), cell: (row) => <Standing row={row} /> },
    {
      id: 'last',
      label: t('last'),
      from: 'desktop',
      cell: (row) => <LastResult row={row} zone={zoneOf(row.holding_home_id)} />,
    },
    ...(homes.length > 1
      ? [
          {
            id: 'home',
            label: t('home'),
            cell: (row: AssessmentDueOut) => nameOf(row.holding_home_id),
            from: 'desktop' as const,
          },
        ]
      : []),
    ...(rows.some(writes)
      ? [
          {
            id: 'acts',
            label: t('acts'),
            cell: (row: AssessmentDueOut) =>
              writes(row) ? (
                <LinkButton
                  to="/residents/$id/assess/$instrument"
                  params={{ id: row.client_id, instrument: row.instrument }}
                  tone="quiet"
                  aria-label={t('recordOf', {
                    instrument: catalogue.nameOf(row.instrument),
                    name: row.client_name ?? '',
                  })}
                >
                  {t('record')}
                </LinkButton>
              ) : null,
          },
        ]
      : []),
  ];
  return <Table label={t('label')} columns={columns} rows={rows} rowId={({ id }) => id} busy={busy} />;
}

/** How long it is overdue, or still has. */
function Standing({ row }: { row: AssessmentDueOut }) {
  const t = useTranslations('assessments.due');
  const { zoneOf } = useHomes();
  const days = daysBetween(todayIn(zoneOf(row.holding_home_id)), row.next_due_on);
  if (days < 0) return <Status state="overdue">{t('overdue', { days: -days })}</Status>;
  return <Status state="due">{days === 0 ? t('today') : t('in', { days })}</Status>;
}

function LastResult({ row, zone }: { row: AssessmentDueOut; zone: string }) {
  const catalogue = useCatalogue();
  const known = catalogue.of(row.instrument, row.instrument_version);
  const words = useResultWords();
  const said = known ? words(known, row.score) : null;
  const band = bandOf(known, row.band);
  return (
    <span className="row tight">
      {said ? <span className="numbers">{said}</span> : null}
      {band ? <BandMark band={band} /> : null}
      <Link to="/assessments/$id" params={{ id: row.id }} className="standing">
        {dayOf(row.occurred_at, zone)}
      </Link>
    </span>
  );
}
