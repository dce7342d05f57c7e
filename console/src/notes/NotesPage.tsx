import { useClientNotes, useNotes } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { spanOf } from '~/care/clock';
import { useHomeOf, type SessionHome } from '~/care/home';
import { ResidentFilter } from '~/care/ResidentFilter';
import { Views } from '~/care/Views';
import { Button, DateField, EmptyState, ErrorState, PageHeader, Select, Skeleton } from '~/kit';
import { Missing } from './Missing';
import { NoteItem } from './NoteItem';
import { filtersIn, NOTE_KINDS, queryOf, VIEWS, type NotesSearch } from './search';
import './notes.css';

export interface NotesPageProps {
  search: NotesSearch;
  /** Puts a search into the address. */
  onSearch: (search: NotesSearch) => void;
}

/** What was noted in a home, as the address says, and who has no note yet. */
export function NotesPage(props: NotesPageProps) {
  const t = useTranslations('notes');
  const { search, onSearch } = props;
  const { home, homes } = useHomeOf(search.home);
  const { view: _view, ...rest } = search;
  return (
    <div className="stack">
      <PageHeader title={t('title')} sub={home && homes.length > 1 ? home.name : undefined} />
      {home ? (
        <>
          <Views
            label={t('view')}
            now={search.view ?? 'all'}
            views={VIEWS.map((id) => ({ id, label: t(`views.${id}`) }))}
            onChange={(view) => onSearch(view === 'all' ? rest : { ...rest, view })}
          />
          <Filters {...props} home={home} />
          {search.view === 'missing' ? (
            <Missing home={home} day={search.day} />
          ) : search.client ? (
            <OfResident {...props} home={home} client={search.client} />
          ) : (
            <OfHome {...props} home={home} />
          )}
        </>
      ) : (
        <ChooseHome homes={homes} />
      )}
    </div>
  );
}

const ANY = 'any';

function Filters({ search, onSearch, home }: NotesPageProps & { home: SessionHome }) {
  const t = useTranslations('notes');
  const c = useTranslations('care.noteKind');
  const missing = search.view === 'missing';
  return (
    <div className="row notes-filters">
      <DateField
        label={t('day')}
        value={search.day ?? null}
        onChange={(day) => {
          const { day: _day, ...rest } = search;
          onSearch(day ? { ...rest, day } : rest);
        }}
      />
      {missing ? null : (
        <>
          <Select
            label={t('kind')}
            value={search.kind ?? ANY}
            onChange={(id) => {
              const { kind: _kind, ...rest } = search;
              const kind = NOTE_KINDS.find((one) => one === id);
              onSearch(kind ? { ...rest, kind } : rest);
            }}
            options={[
              { id: ANY, label: t('anyKind') },
              ...NOTE_KINDS.map((id) => ({ id: id as string, label: c(id) })),
            ]}
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
        </>
      )}
      {filtersIn(search) > 0 ? (
        <Button
          tone="quiet"
          onPress={() => {
            const { client: _client, kind: _kind, day: _day, ...rest } = search;
            onSearch(rest);
          }}
        >
          {t('clear')}
        </Button>
      ) : null}
    </div>
  );
}

type Of = NotesPageProps & { home: SessionHome };

function OfHome(props: Of) {
  const { search, home } = props;
  const span = search.day ? spanOf(search.day, home) : null;
  const list = useNotes({ ...queryOf(search, span), home: home.id }, { keepPrevious: true });
  return <List {...props} list={list} />;
}

function OfResident(props: Of & { client: string }) {
  const { search, home, client } = props;
  const span = search.day ? spanOf(search.day, home) : null;
  const list = useClientNotes(client, queryOf(search, span), { keepPrevious: true });
  return <List {...props} list={list} />;
}

function List({ search, onSearch, home, list }: Of & { list: ReturnType<typeof useNotes> }) {
  const t = useTranslations('notes');
  const { rows } = list;
  const retry = () => void list.refetch();
  const narrowed = filtersIn(search) > 0 || search.view !== undefined;
  if (list.isPending) return <Skeleton kind="rows" lines={6} />;
  if (list.isError && rows.length === 0) {
    return <ErrorState error={list.error} what={t('failed')} retry={retry} />;
  }
  if (rows.length === 0) {
    return (
      <EmptyState
        icon="edit"
        title={narrowed ? t('none') : t('empty')}
        action={narrowed ? <Button onPress={() => onSearch({})}>{t('clear')}</Button> : undefined}
      >
        {narrowed ? t('noneWhy') : t('emptyWhy')}
      </EmptyState>
    );
  }
  return (
    <>
      {list.isError ? <ErrorState inline error={list.error} what={t('failed')} retry={retry} /> : null}
      <ol className="notes-list" aria-label={t('label')} aria-busy={list.isPlaceholderData}>
        {rows.map((note) => (
          <NoteItem key={note.id} note={note} zone={home.time_zone} />
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
  );
}
