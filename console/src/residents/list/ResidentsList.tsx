import { useClients, useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, LinkButton, PageHeader, Table } from '~/kit';
import { SearchField } from '~/kit/search';
import { useChosenHome } from '~/shell/home';
import { useColumns } from './columns';
import { Filters, cleared } from './Filters';
import { ListSkeleton } from './ListSkeleton';
import { filtersIn, queryOf, viewOf, VIEWS, withStatuses, type ResidentsSearch, type View } from './search';

export interface ResidentsListProps {
  search: ResidentsSearch;
  /** Puts a search into the address. */
  onSearch: (search: ResidentsSearch) => void;
}

/** The residents whom somebody may see, as the address says. */
export function ResidentsList({ search, onSearch }: ResidentsListProps) {
  const t = useTranslations('residents');
  const session = useSession();
  const chosen = useChosenHome();
  // The switcher above narrows everything to one home; a home in the address is narrower still.
  const homes = chosen && !search.home ? [chosen] : (session.data?.homes ?? []);
  const asked =
    chosen && !search.home && (session.data?.homes.length ?? 0) > 1 ? { ...search, home: chosen.id } : search;
  const mayCreate = session.data?.rights['clients']?.includes('create') ?? false;
  const archived = search.archived === 'only';
  const list = useClients(queryOf(asked), { keepPrevious: true, staleTime: 30_000 });
  const columns = useColumns({ homes: homes.length, archived });
  const { rows } = list;
  const first = list.data;
  const add = mayCreate ? (
    <LinkButton to="/residents/new" tone="primary" icon="add">
      {t('new')}
    </LinkButton>
  ) : undefined;

  return (
    <div className="stack residents">
      <PageHeader
        title={archived ? t('list.archivedTitle') : t('title')}
        sub={archived ? t('list.archivedWhy') : undefined}
        actions={
          archived || !mayCreate ? undefined : (
            <>
              {add}
              <LinkButton to="/import/residents">{t('import')}</LinkButton>
            </>
          )
        }
      />
      <div className="row residents-tools">
        <SearchField
          label={t('list.search')}
          placeholder={t('list.searchHint')}
          value={search.q ?? ''}
          onSearch={(q) => {
            const { q: _q, ...rest } = search;
            onSearch(q ? { ...rest, q } : rest);
          }}
        />
        <Filters search={search} onSearch={onSearch} homes={homes} />
        {archived ? null : <Views search={search} onSearch={onSearch} />}
      </div>
      {list.isError && rows.length > 0 ? (
        <ErrorState inline error={list.error} what={t('list.failed')} retry={() => void list.refetch()} />
      ) : null}
      {list.isPending ? (
        <ListSkeleton columns={columns.length} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} what={t('list.failed')} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Nobody search={search} onSearch={onSearch} add={add} mayCreate={mayCreate} />
      ) : (
        <>
          <output className="quiet small numbers">
            <Count count={first?.count} atLeast={first?.countAtLeast ?? false} shown={rows.length} />
            <span className="keys-hint"> {t('list.keys')}</span>
          </output>
          <Table
            label={t('list.label')}
            columns={columns}
            rows={rows}
            rowId={(client) => client.id}
            sort={search.sort ?? 'name'}
            onSort={(sort) => {
              const { sort: _sort, ...rest } = search;
              // The API sorts changes newest first, names from A.
              onSearch(sort.endsWith('updated_at') ? { ...rest, sort: '-updated_at' } : rest);
            }}
            busy={list.isPlaceholderData || list.isFetchingNextPage}
          />
          {list.hasNextPage ? (
            <div className="row centred">
              <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {t('list.more')}
              </Button>
            </div>
          ) : null}
        </>
      )}
      {mayCreate || archived ? (
        <p className="small">
          <button
            type="button"
            className="link"
            onClick={() => onSearch(archived ? {} : { archived: 'only' })}
          >
            {archived ? t('list.archivedBack') : t('list.archivedShow')}
          </button>
        </p>
      ) : null}
    </div>
  );
}

/** The saved views: who lives here, who is coming, who has left. */
function Views({ search, onSearch }: ResidentsListProps) {
  const t = useTranslations('residents.list');
  const now = viewOf(search);
  return (
    <fieldset className="views" aria-label={t('view')}>
      {(Object.keys(VIEWS) as View[]).map((view) => (
        <button
          key={view}
          type="button"
          aria-pressed={view === now}
          className="view"
          onClick={() => onSearch(withStatuses(search, VIEWS[view]))}
        >
          {t(`views.${view}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Count({ count, atLeast, shown }: { count: number | undefined; atLeast: boolean; shown: number }) {
  const t = useTranslations('residents.list');
  if (count === undefined) return null;
  const found = atLeast ? t('atLeast', { count }) : t('found', { count });
  return <>{shown < count ? `${found}. ${t('shown', { shown, count })}.` : `${found}.`}</>;
}

function Nobody(props: ResidentsListProps & { add: React.ReactNode; mayCreate: boolean }) {
  const { search, onSearch, add, mayCreate } = props;
  const t = useTranslations('residents.list');
  if (search.q || filtersIn(search) > 0) {
    return (
      <EmptyState
        icon="search"
        title={t('noneTitle')}
        action={
          <Button
            onPress={() => {
              const { q: _q, ...rest } = cleared(search);
              onSearch(rest);
            }}
          >
            {t('clear')}
          </Button>
        }
      >
        {t('noneWhy')}
      </EmptyState>
    );
  }
  if (search.archived) {
    return (
      <EmptyState icon="archive" title={t('archivedNone')}>
        {t('archivedWhy')}
      </EmptyState>
    );
  }
  const none = search.status ? 'noneTitle' : 'emptyTitle';
  return (
    <EmptyState icon="residents" title={t(none)} action={add}>
      {search.status ? t('noneWhy') : t(mayCreate ? 'emptyMay' : 'emptyMayNot')}
    </EmptyState>
  );
}
