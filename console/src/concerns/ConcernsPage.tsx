import { useConcerns } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { useHomeOf, type SessionHome } from '~/care/home';
import { Views } from '~/care/Views';
import { Button, EmptyState, ErrorState, PageHeader, Skeleton } from '~/kit';
import { ConcernItem } from './ConcernItem';
import './concerns.css';
import { useNamed } from './use-named';
import { VIEWS, type ConcernsSearch } from './search';

export interface ConcernsPageProps {
  search: ConcernsSearch;
  /** Puts a search into the address. */
  onSearch: (search: ConcernsSearch) => void;
}

/** What worries those who give care in a home, and who sees to it. */
export function ConcernsPage({ search, onSearch }: ConcernsPageProps) {
  const t = useTranslations('concerns');
  const { home, homes } = useHomeOf(search.home);
  const { view: _view, ...rest } = search;
  return (
    <div className="stack">
      <PageHeader title={t('title')} sub={home && homes.length > 1 ? home.name : undefined} />
      {home ? (
        <>
          <Views
            label={t('view')}
            now={search.view ?? 'open'}
            views={VIEWS.map((id) => ({ id, label: t(`views.${id}`) }))}
            onChange={(view) => onSearch(view === 'open' ? rest : { ...rest, view })}
          />
          <OfHome home={home} all={search.view === 'all'} />
        </>
      ) : (
        <ChooseHome homes={homes} />
      )}
    </div>
  );
}

function OfHome({ home, all }: { home: SessionHome; all: boolean }) {
  const t = useTranslations('concerns');
  const list = useConcerns({ home: home.id, ...(all ? {} : { open: true }) }, { keepPrevious: true });
  const retry = () => void list.refetch();
  const more = list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined;
  useNamed(list.rows, more);
  if (list.isPending) return <Skeleton kind="rows" lines={4} />;
  if (list.isError && list.rows.length === 0) {
    return <ErrorState error={list.error} what={t('failed')} retry={retry} />;
  }
  if (list.rows.length === 0) {
    return (
      <EmptyState icon="bell" title={all ? t('empty') : t('emptyOpen')}>
        {t('emptyWhy')}
      </EmptyState>
    );
  }
  return (
    <>
      {list.isError ? <ErrorState inline error={list.error} what={t('failed')} retry={retry} /> : null}
      <ol className="concerns" aria-label={t('label')} aria-busy={list.isPlaceholderData}>
        {list.rows.map((concern) => (
          <ConcernItem key={concern.id} concern={concern} zone={home.time_zone} />
        ))}
      </ol>
      {list.hasNextPage ? (
        <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}
