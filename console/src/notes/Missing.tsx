import type { MissingNoteOut } from '@almoner/client';
import { useMissingNotes } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { EmptyState, ErrorState, Link, Skeleton, Table, type Column } from '~/kit';
import { momentWords } from '~/residents/when';

/** Residents of whom nothing is noted in a care day: the one of now where none is chosen. */
export function Missing({ home, day }: { home: SessionHome; day: string | undefined }) {
  const t = useTranslations('notes');
  const query = useMissingNotes({ home: home.id, ...(day ? { care_day: day } : {}) }, { keepPrevious: true });
  const columns: Column<MissingNoteOut>[] = [
    {
      id: 'name',
      label: t('missing.name'),
      cell: (row) => (
        <Link to="/residents/$id" params={{ id: row.id }} className="standing">
          {row.name}
        </Link>
      ),
    },
    { id: 'room', label: t('missing.room'), cell: ({ room_name }) => room_name ?? '' },
    {
      id: 'last',
      label: t('missing.last'),
      cell: ({ last_note_at }) =>
        last_note_at ? momentWords(last_note_at, home.time_zone) : t('missing.never'),
    },
  ];
  if (query.isPending) return <Skeleton kind="rows" lines={5} />;
  if (!query.data) {
    return <ErrorState error={query.error} what={t('failed')} retry={() => void query.refetch()} />;
  }
  const rows = query.data.items;
  if (rows.length === 0) return <EmptyState icon="check" title={t('missing.none')} />;
  return (
    <Table
      label={t('missing.label')}
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      busy={query.isPlaceholderData}
    />
  );
}
