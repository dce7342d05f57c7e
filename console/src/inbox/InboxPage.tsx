import type { NotificationOut } from '@almoner/client';
import { isUrgent, useNotifications, useReadAllNotifications } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, Link, LinkButton, PageHeader, Skeleton, Status } from '~/kit';
import { useDeed } from '~/lib/deed';
import { useHomes } from '~/people/zones';
import { momentWords } from '~/residents/when';
import './inbox.css';
import { VIEWS, type InboxSearch } from './search';
import { isOpen, useTake } from './take';

export interface InboxPageProps {
  search: InboxSearch;
  /** Puts a search into the address. */
  onSearch: (search: InboxSearch) => void;
}

/** What one was told, the newest first. */
export function InboxPage({ search, onSearch }: InboxPageProps) {
  const t = useTranslations('inbox');
  const { show } = search;
  const query = show === 'unread' ? { unread: true } : show === 'urgent' ? { urgent: true } : {};
  const list = useNotifications({ ...query, limit: 30 }, { keepPrevious: true, always: true });
  const { rows } = list;
  const readAll = useDeed(useReadAllNotifications(), ({ marked }) => ({
    text: t('readAllDone', { count: marked }),
  }));
  // Up to the newest in sight: what comes meanwhile stays unread.
  const until = rows[0]?.told_at;
  const retry = () => void list.refetch();
  return (
    <div className="stack">
      <PageHeader
        title={t('title')}
        actions={
          <>
            {until && show !== 'urgent' && rows.some((row) => !row.read_at) ? (
              <Button icon="check" busy={readAll.busy} onPress={() => readAll.press([{ until }])}>
                {t('readAll')}
              </Button>
            ) : null}
            <LinkButton to="/me/told" icon="settings">
              {t('how')}
            </LinkButton>
          </>
        }
      />
      <fieldset className="inbox-views" aria-label={t('view')}>
        {VIEWS.map((view) => (
          <button
            key={view}
            type="button"
            className="inbox-view"
            aria-pressed={view === (show ?? 'all')}
            onClick={() => onSearch(view === 'all' ? {} : { show: view })}
          >
            {t(`views.${view}`)}
          </button>
        ))}
      </fieldset>
      {list.isError && rows.length > 0 ? (
        <ErrorState inline error={list.error} what={t('failed')} retry={retry} />
      ) : null}
      {list.isPending ? (
        <Skeleton kind="rows" lines={5} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} what={t('failed')} retry={retry} />
      ) : rows.length === 0 ? (
        <Nothing search={search} onSearch={onSearch} />
      ) : (
        <>
          <ol className="inbox" aria-label={t('label')} aria-busy={list.isPlaceholderData}>
            {rows.map((row) => (
              <Item key={row.id} row={row} />
            ))}
          </ol>
          {list.hasNextPage ? (
            <div className="row centred">
              <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {t('more')}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </div>
  );
}

/** Shape and word of how it stands: urgent ones first of all. */
export function Standing({ row }: { row: NotificationOut }) {
  const t = useTranslations('inbox');
  if (row.acknowledged_at) return <Status state="done">{t('taken')}</Status>;
  if (isUrgent(row)) {
    return <Status state="overdue">{row.priority === 'critical' ? t('critical') : t('urgent')}</Status>;
  }
  return row.read_at ? null : <Status state="active">{t('fresh')}</Status>;
}

function Item({ row }: { row: NotificationOut }) {
  const t = useTranslations('inbox');
  const { zoneOf } = useHomes();
  const take = useTake();
  return (
    <li className="inbox-item" data-unread={row.read_at ? undefined : ''}>
      <div className="stack tight">
        <p className="row">
          <Link to="/inbox/$id" params={{ id: row.id }} className="standing inbox-title">
            {row.title}
          </Link>
          <Standing row={row} />
          {/* Weight alone says nothing to a screen reader. */}
          {row.read_at || !(isUrgent(row) || row.acknowledged_at) ? null : (
            <span className="small">{t('fresh')}</span>
          )}
        </p>
        <p>{row.line}</p>
        <p className="quiet small numbers">
          {row.client_name ? `${row.client_name} · ` : ''}
          {momentWords(row.told_at, zoneOf(row.care_home_id))}
        </p>
        {isOpen(row) ? <p className="small strong">{t('onWhy')}</p> : null}
      </div>
      {isOpen(row) ? (
        <Button icon="check" aria-label={t('takeOf', { title: row.title })} onPress={() => void take(row)}>
          {t('take')}
        </Button>
      ) : null}
    </li>
  );
}

function Nothing({ search, onSearch }: InboxPageProps) {
  const t = useTranslations('inbox');
  if (!search.show) {
    return (
      <EmptyState icon="bell" title={t('emptyTitle')}>
        {t('empty')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="check"
      title={search.show === 'unread' ? t('noneUnread') : t('noneUrgent')}
      action={<Button onPress={() => onSearch({})}>{t('showAll')}</Button>}
    >
      {t('noneWhy')}
    </EmptyState>
  );
}
