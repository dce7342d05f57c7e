import type { BedOut, LayoutOut, RoomOut, UnitOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button, ErrorState, Skeleton, Table, type Column } from '~/kit';
import { outOfUse } from './layout';
import { archivedLayoutQuery } from './queries';
import { useHomeVerb, type PartKind } from './verbs';

interface Row {
  kind: PartKind;
  record: UnitOut | RoomOut | BedOut;
  name: string;
}

/** Archived units, rooms and beds, out of sight until somebody asks, each with the way back. */
export function OutOfUse({ layout }: { layout: LayoutOut }) {
  const t = useTranslations('homes.layout');
  const [shown, setShown] = useState(false);
  return (
    <div className="stack">
      <div className="row">
        <Button tone="quiet" icon="archive" onPress={() => setShown(!shown)}>
          {shown ? t('hideOutOfUse') : t('showOutOfUse')}
        </Button>
      </div>
      {shown ? <Parts layout={layout} /> : null}
    </div>
  );
}

function Parts({ layout }: { layout: LayoutOut }) {
  const t = useTranslations('homes.layout');
  const format = useFormatter();
  const almoner = useAlmoner();
  const archived = useQuery(archivedLayoutQuery(almoner, layout.home.id));
  const restore = useHomeVerb(async ({ kind, record, name }: Row) => {
    await almoner.careHomes[kind].restore(record);
    return t('restored', { name });
  });
  if (archived.isPending) return <Skeleton kind="rows" lines={2} />;
  if (archived.isError) {
    const retry = () => void archived.refetch();
    return <ErrorState error={archived.error} what={t('outOfUseFailed')} retry={retry} inline />;
  }
  const { units, rooms, beds } = outOfUse(archived.data);
  const unitOf = (room: RoomOut) => layout.units.find(({ id }) => id === room.unit_id)?.name ?? '';
  const roomOf = (bed: BedOut) => layout.rooms.find(({ id }) => id === bed.room_id)?.name ?? '';
  const rows: Row[] = [
    ...units.map((record) => ({
      kind: 'units' as const,
      record,
      name: t('unitPart', { name: record.name }),
    })),
    ...rooms.map((record) => ({
      kind: 'rooms' as const,
      record,
      name: t('roomPart', { room: record.name, unit: unitOf(record) }),
    })),
    ...beds.map((record) => ({
      kind: 'beds' as const,
      record,
      name: t('bedOf', { bed: record.name, room: roomOf(record) }),
    })),
  ];
  if (rows.length === 0) return <p className="quiet">{t('noneOutOfUse')}</p>;
  const columns: Column<Row>[] = [
    { id: 'name', label: t('part'), cell: ({ name }) => name },
    {
      id: 'since',
      label: t('since'),
      cell: ({ record }) =>
        record.archived_at ? format.dateTime(new Date(record.archived_at), { dateStyle: 'medium' }) : '',
    },
    {
      id: 'act',
      label: t('restore'),
      cell: (row) =>
        row.record.can.includes('restore') ? (
          <Button
            busy={restore.isPending && restore.variables === row}
            aria-label={t('restorePart', { name: row.name })}
            onPress={() => restore.mutate(row)}
          >
            {t('restore')}
          </Button>
        ) : (
          <span className="quiet">{t('ownerRestores')}</span>
        ),
    },
  ];
  return (
    <Table
      label={t('outOfUse')}
      columns={columns}
      rows={rows}
      rowId={({ record }) => record.id}
      busy={archived.isFetching}
    />
  );
}
