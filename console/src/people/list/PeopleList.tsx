import { usePeople, useSession } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, Link, LinkButton, PageHeader, Table } from '~/kit';
import { SearchField } from '~/kit/search';
import { ListSkeleton } from '~/residents/list/ListSkeleton';
import { useChosenHome } from '~/shell/home';
import '../people.css';
import { useColumns } from './columns';
import { Filters } from './Filters';
import { VIEWS, cleared, filtersIn, queryOf, without, type PeopleSearch } from './search';

export interface PeopleListProps {
  search: PeopleSearch;
  /** Puts a search into the address. */
  onSearch: (search: PeopleSearch) => void;
}

/** The people whom somebody may see, as the address says. */
export function PeopleList({ search, onSearch }: PeopleListProps) {
  const t = useTranslations('people');
  const session = useSession().data;
  const chosen = useChosenHome();
  // The switcher above narrows everything to one home; a home in the address is narrower still.
  const several = (session?.homes.length ?? 0) > 1;
  const homes = chosen && !search.home ? [chosen] : (session?.homes ?? []);
  const asked = chosen && several && !search.home ? { ...search, home: chosen.id } : search;
  const rights = session?.rights['people'] ?? [];
  const mayInvite = rights.includes('invite');
  const archived = search.archived === 'only';
  const list = usePeople(queryOf(asked), { keepPrevious: true });
  const { rows } = list;
  const columns = useColumns({ archived, seen: rows.some((row) => row.sign_in) });
  const home = (session?.homes ?? []).find(({ id }) => id === (asked.home ?? chosen?.id));
  const invite = mayInvite ? (
    <LinkButton to="/people/invite" tone="primary" icon="add">
      {t('invite')}
    </LinkButton>
  ) : undefined;

  return (
    <div className="stack people">
      <PageHeader
        title={archived ? t('list.archivedTitle') : t('title')}
        sub={archived ? t('list.archivedWhy') : undefined}
        actions={
          archived ? undefined : (
            <>
              {invite}
              {mayInvite ? <LinkButton to="/people/invite-several">{t('inviteSeveral')}</LinkButton> : null}
              {mayInvite ? <LinkButton to="/import/staff">{t('import')}</LinkButton> : null}
            </>
          )
        }
      />
      <div className="row residents-tools">
        <SearchField
          label={t('list.search')}
          placeholder={t('list.searchHint')}
          value={search.q ?? ''}
          onSearch={(q) => onSearch(q ? { ...search, q } : without(search, 'q'))}
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
        <Nobody search={search} onSearch={onSearch} invite={invite} />
      ) : (
        <>
          <output className="quiet small numbers">
            <Count count={list.data?.count} atLeast={list.data?.countAtLeast ?? false} shown={rows.length} />
            <span className="keys-hint"> {t('list.keys')}</span>
          </output>
          <Table
            label={t('list.label')}
            columns={columns}
            rows={rows}
            rowId={(person) => person.id}
            sort={search.sort ?? 'name'}
            onSort={(sort) => onSearch(sort === '-name' ? { ...search, sort } : without(search, 'sort'))}
            busy={list.isPlaceholderData || list.isFetchingNextPage}
          />
          {list.hasNextPage ? (
            <div className="row centred">
              <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {t('list.loadMore')}
              </Button>
            </div>
          ) : null}
        </>
      )}
      <p className="row small people-more">
        {home && !archived ? (
          <Link to="/homes/$homeId/people" params={{ homeId: home.id }} className="standing">
            {t('ofHome', { home: home.name })}
          </Link>
        ) : null}
        {mayInvite && !archived ? (
          <Link to="/import/staff" className="standing">
            {t('importFile')}
          </Link>
        ) : null}
        {seesOffices(session?.held) && !archived ? (
          <Link to="/people/offices" className="standing">
            {t('offices')}
          </Link>
        ) : null}
        {rights.includes('archive') || archived ? (
          <Link to="/people" search={archived ? {} : { archived: 'only' }} className="standing">
            {archived ? t('list.archivedBack') : t('list.archivedShow')}
          </Link>
        ) : null}
      </p>
    </div>
  );
}

/** Offices are read by those who read the whole organisation. */
export function seesOffices(held: readonly string[] | undefined): boolean {
  return (held ?? []).some((one) => one === 'business_owner' || one === 'compliance_lead');
}

function Views({ search, onSearch }: PeopleListProps) {
  const t = useTranslations('people.list');
  const now = search.status ?? 'everyone';
  return (
    <fieldset className="views" aria-label={t('view')}>
      {VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          aria-pressed={view === now}
          className="view"
          onClick={() =>
            onSearch(view === 'everyone' ? without(search, 'status') : { ...search, status: view })
          }
        >
          {t(`views.${view}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Count({ count, atLeast, shown }: { count: number | undefined; atLeast: boolean; shown: number }) {
  const t = useTranslations('people.list');
  if (count === undefined) return null;
  const found = atLeast ? t('atLeast', { count }) : t('found', { count });
  return <>{shown < count ? `${found}. ${t('shown', { shown })}.` : `${found}.`}</>;
}

function Nobody({ search, onSearch, invite }: PeopleListProps & { invite: ReactNode }) {
  const t = useTranslations('people.list');
  if (search.q || search.status || filtersIn(search) > 0) {
    return (
      <EmptyState
        icon="search"
        title={t('noneTitle')}
        action={
          <Button onPress={() => onSearch(without(cleared(search), 'q', 'status'))}>{t('clear')}</Button>
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
  return (
    <EmptyState icon="people" title={t('emptyTitle')} action={invite}>
      {invite ? t('emptyMay') : t('emptyMayNot')}
    </EmptyState>
  );
}
