import type { CarePlanReviewOut, CarePlanReviewReason } from '@almoner/client';
import { useReviews } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  Button,
  EmptyState,
  ErrorState,
  Link,
  PageHeader,
  Select,
  Skeleton,
  Status,
  Table,
  todayIn,
  type Column,
} from '~/kit';
import { useHomes } from '~/people/zones';
import { dayWords } from '~/residents/when';
import { useChosenHome } from '~/shell/home';
import { daysBetween } from '../days';
import '../plans.css';
import { HoldDialog } from './HoldDialog';
import { REASONS, SHOWS, reviewsQuery, type ReviewsSearch, type Show } from './search';

export interface ReviewsPageProps {
  search: ReviewsSearch;
  /** Puts a search into the address. */
  onSearch: (search: ReviewsSearch) => void;
}

/** Reviews of plans that a home has to hold, the first due first; each is held from here. */
export function ReviewsPage({ search, onSearch }: ReviewsPageProps) {
  const t = useTranslations('planReviews');
  const { homes, zoneOf } = useHomes();
  const chosen = useChosenHome();
  const home = search.home ?? chosen?.id;
  const today = todayIn(zoneOf(home ?? homes[0]?.id));
  const list = useReviews(
    { ...reviewsQuery({ ...search, ...(home ? { home } : {}) }, today), limit: 50 },
    { keepPrevious: true, always: true },
  );
  const [holding, setHolding] = useState<CarePlanReviewOut>();
  const { rows } = list;
  const retry = () => void list.refetch();
  return (
    <div className="stack">
      <PageHeader title={t('title')} sub={t('sub')} />
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
        <Nothing search={search} onSearch={onSearch} />
      ) : (
        <>
          <Reviews rows={rows} busy={list.isPlaceholderData} onHold={setHolding} />
          {list.hasNextPage ? (
            <div className="row centred">
              <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {t('more')}
              </Button>
            </div>
          ) : null}
        </>
      )}
      {holding ? (
        <HoldDialog
          review={holding}
          zone={zoneOf(holding.holding_home_id)}
          onClose={() => setHolding(undefined)}
        />
      ) : null}
    </div>
  );
}

const ANY = 'any';

function Filters({ search, onSearch, pick }: ReviewsPageProps & { pick: boolean }) {
  const t = useTranslations('planReviews');
  const w = useTranslations('planWords.reason');
  const { homes } = useHomes();
  const put = (part: ReviewsSearch, drop: keyof ReviewsSearch) => {
    const { [drop]: _, ...rest } = search;
    onSearch({ ...rest, ...part });
  };
  const show = search.show ?? 'due';
  return (
    <fieldset className="row reviews-filters" aria-label={t('filters')}>
      <fieldset className="views" aria-label={t('show')}>
        {SHOWS.map((one: Show) => (
          <button
            key={one}
            type="button"
            className="view"
            aria-pressed={one === show}
            onClick={() => put(one === 'due' ? {} : { show: one }, 'show')}
          >
            {t(`shows.${one}`)}
          </button>
        ))}
      </fieldset>
      {pick ? (
        <Select
          label={t('home')}
          value={search.home ?? ANY}
          onChange={(id) => put(id === ANY ? {} : { home: id }, 'home')}
          options={[{ id: ANY, label: t('anyHome') }, ...homes.map(({ id, name }) => ({ id, label: name }))]}
        />
      ) : null}
      <Select<CarePlanReviewReason | typeof ANY>
        label={t('reason')}
        value={search.reason ?? ANY}
        onChange={(id) => put(id === ANY ? {} : { reason: id }, 'reason')}
        options={[{ id: ANY, label: t('anyReason') }, ...REASONS.map((id) => ({ id, label: w(id) }))]}
      />
    </fieldset>
  );
}

function Reviews(props: {
  rows: readonly CarePlanReviewOut[];
  busy: boolean;
  onHold: (review: CarePlanReviewOut) => void;
}) {
  const t = useTranslations('planReviews');
  const w = useTranslations('planWords');
  const { homes, nameOf } = useHomes();
  const columns: Column<CarePlanReviewOut>[] = [
    {
      id: 'resident',
      label: t('resident'),
      cell: (row) => (
        <Link
          to="/residents/$id"
          params={{ id: row.client_id }}
          search={{ tab: 'plan' }}
          className="standing"
        >
          {row.client_name}
        </Link>
      ),
    },
    // On a tablet the status says it in days, and what is to be done needs the room.
    { id: 'due', label: t('due'), cell: (row) => dayWords(row.due_on), from: 'desktop' },
    { id: 'status', label: t('status'), cell: (row) => <Standing row={row} /> },
    {
      id: 'reason',
      label: t('reason'),
      cell: (row) => (
        <div className="stack tight">
          <span>{w(`reason.${row.reason}`)}</span>
          {row.detail ? <span className="small quiet">{row.detail}</span> : null}
        </div>
      ),
    },
    ...(homes.length > 1
      ? [
          {
            id: 'home',
            label: t('home'),
            cell: (row: CarePlanReviewOut) => nameOf(row.holding_home_id),
            from: 'desktop' as const,
          },
        ]
      : []),
    ...(props.rows.some(({ can }) => can.includes('hold'))
      ? [
          {
            id: 'acts',
            label: t('acts'),
            cell: (row: CarePlanReviewOut) =>
              row.can.includes('hold') ? (
                <Button
                  tone="quiet"
                  aria-label={t('holdOf', { name: row.client_name ?? '' })}
                  onPress={() => props.onHold(row)}
                >
                  {t('hold')}
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
  return (
    <Table label={t('label')} columns={columns} rows={props.rows} rowId={({ id }) => id} busy={props.busy} />
  );
}

/** How long it is overdue, or still has. */
function Standing({ row }: { row: CarePlanReviewOut }) {
  const t = useTranslations('planReviews');
  const { zoneOf } = useHomes();
  const days = daysBetween(todayIn(zoneOf(row.holding_home_id)), row.due_on);
  if (days < 0) return <Status state="overdue">{t('overdue', { days: -days })}</Status>;
  return <Status state="due">{days === 0 ? t('today') : t('dueIn', { days })}</Status>;
}

function Nothing({ search, onSearch }: ReviewsPageProps) {
  const t = useTranslations('planReviews');
  const narrowed = Object.keys(search).length > 0;
  return (
    <EmptyState
      icon="check"
      title={narrowed ? t('noneSoTitle') : t('noneTitle')}
      action={narrowed ? <Button onPress={() => onSearch({})}>{t('clear')}</Button> : undefined}
    >
      {narrowed ? t('noneSo') : t('none')}
    </EmptyState>
  );
}
