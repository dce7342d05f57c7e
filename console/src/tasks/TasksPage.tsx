import type { TaskOut } from '@almoner/client';
import { useTasks } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { spanOf } from '~/care/clock';
import { useHomeOf, type SessionHome } from '~/care/home';
import { ResidentFilter } from '~/care/ResidentFilter';
import { Views } from '~/care/Views';
import { Button, DateField, EmptyState, ErrorState, PageHeader, Skeleton, Table } from '~/kit';
import { timeOf, momentWords } from '~/residents/when';
import { useColumns } from './columns';
import { filtersIn, queryOf, VIEWS, type TasksSearch, type View } from './search';
import './tasks.css';

export interface TasksPageProps {
  search: TasksSearch;
  /** Puts a search into the address. */
  onSearch: (search: TasksSearch) => void;
}

/** Tasks of a home, as the address says. */
export function TasksPage(props: TasksPageProps) {
  const t = useTranslations('tasks');
  const { home, homes } = useHomeOf(props.search.home);
  return (
    <div className="stack">
      <PageHeader title={t('title')} sub={home && homes.length > 1 ? home.name : undefined} />
      {home ? <OfHome {...props} home={home} /> : <ChooseHome homes={homes} />}
    </div>
  );
}

const QUARTER = 900_000;

function OfHome({ home, search, onSearch }: TasksPageProps & { home: SessionHome }) {
  const t = useTranslations('tasks');
  const view: View = search.view ?? 'open';
  // As it was when the page was opened; what changes is told by the server.
  const [now] = useState(() => Date.now());
  const until = new Date(Math.ceil(now / QUARTER) * QUARTER).toISOString();
  const span = search.day ? spanOf(search.day, home) : null;
  const list = useTasks(queryOf(search, home.id, span, until), { keepPrevious: true });
  const rows = list.rows.filter((task) => fits(task, view, now));
  const columns = useColumns(home.time_zone, now);
  const retry = () => void list.refetch();
  return (
    <>
      <div className="row residents-tools">
        <Views
          label={t('view')}
          now={VIEWS.find((one) => one === view)}
          views={VIEWS.map((id) => ({ id, label: t(`views.${id}`) }))}
          onChange={(next) => {
            const { view: _view, from: _from, to: _to, ...rest } = search;
            onSearch(next === 'open' ? rest : { ...rest, view: next });
          }}
        />
      </div>
      <Filters home={home} search={search} onSearch={onSearch} />
      {view === 'second' ? <p className="quiet small">{t('secondWhy')}</p> : null}
      {list.isError && rows.length > 0 ? (
        <ErrorState inline error={list.error} what={t('failed')} retry={retry} />
      ) : null}
      {list.isPending ? (
        <Skeleton kind="rows" lines={6} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} what={t('failed')} retry={retry} />
      ) : rows.length === 0 && !list.hasNextPage ? (
        <Nothing view={view} search={search} onSearch={onSearch} />
      ) : (
        <>
          <output className="quiet small numbers">
            {list.hasNextPage
              ? t('atLeast', { count: String(rows.length) })
              : t('count', { count: rows.length })}
          </output>
          <Table
            label={t('label')}
            columns={columns}
            rows={rows}
            rowId={({ id }) => id}
            busy={list.isPlaceholderData || list.isFetchingNextPage}
          />
          {list.hasNextPage ? (
            <div className="row centred">
              <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {t('more')}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </>
  );
}

/** What the server has no filter for. */
function fits(task: TaskOut, view: View, now: number): boolean {
  if (view === 'overdue') return Date.parse(task.due_by) <= now;
  if (view === 'unrecorded') return Date.parse(task.due_from) <= now;
  return view !== 'second' || task.awaits_confirmation;
}

function Filters({ home, search, onSearch }: TasksPageProps & { home: SessionHome }) {
  const t = useTranslations('tasks');
  const { from, to } = search;
  const zone = home.time_zone;
  const clear = () => {
    const { client: _client, day: _day, from: _from, to: _to, ...rest } = search;
    onSearch(rest.view === 'unrecorded' ? {} : rest);
  };
  return (
    <div className="row tasks-filters">
      <DateField
        label={t('day')}
        value={search.day ?? null}
        onChange={(day) => {
          const { day: _day, from: _from, to: _to, ...rest } = search;
          onSearch(day ? { ...rest, day } : rest);
        }}
      />
      <ResidentFilter
        label={t('resident')}
        placeholder={t('residentHint')}
        home={home.id}
        value={search.client}
        onChange={(client) => {
          const { client: _client, ...rest } = search;
          onSearch(client ? { ...rest, client } : rest);
        }}
      />
      {from || to ? (
        <p className="strong numbers">
          {t('between', {
            from: from ? momentWords(from, zone) : '…',
            until: to ? timeOf(to, zone) : '…',
          })}
        </p>
      ) : null}
      {filtersIn(search) > 0 ? (
        <Button tone="quiet" onPress={clear}>
          {t('clear')}
        </Button>
      ) : null}
    </div>
  );
}

function Nothing({ view, search, onSearch }: TasksPageProps & { view: View }) {
  const t = useTranslations('tasks');
  const narrowed = filtersIn(search) > 0;
  const title =
    narrowed || (view !== 'overdue' && view !== 'second')
      ? t('none')
      : view === 'overdue'
        ? t('noneOverdue')
        : t('noneSecond');
  return (
    <EmptyState
      icon="check"
      title={title}
      action={
        narrowed ? (
          <Button onPress={() => onSearch(view === 'open' || view === 'unrecorded' ? {} : { view })}>
            {t('clear')}
          </Button>
        ) : undefined
      }
    >
      {t('noneWhy')}
    </EmptyState>
  );
}
