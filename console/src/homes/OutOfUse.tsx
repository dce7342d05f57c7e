import type { BedOut, LayoutOut, RoomOut, UnitOut } from '@almoner/client';
import { useHomeLayout, useRestorePart, type HomePart } from '@almoner/client/react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button, ErrorState, Skeleton, Table, type Column } from '~/kit';
import { useDeed } from '~/lib/deed';
import { outOfUse } from './layout';

interface Row {
  kind: HomePart;
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

/** Takes back whichever part it is. */
function useRestore() {
  const t = useTranslations('homes.layout');
  const calls = {
    units: useRestorePart('units'),
    rooms: useRestorePart('rooms'),
    beds: useRestorePart('beds'),
  };
  const [pressed, setPressed] = useState<Row>();
  const call = {
    isPending: Object.values(calls).some(({ isPending }) => isPending),
    variables: pressed,
    mutateAsync: (row: Row) => {
      setPressed(row);
      return calls[row.kind].mutateAsync([row.record]);
    },
  };
  return useDeed(call, (_, { name }: Row) => ({ text: t('restored', { name }) }));
}

function Parts({ layout }: { layout: LayoutOut }) {
  const t = useTranslations('homes.layout');
  const format = useFormatter();
  const archived = useHomeLayout(layout.home.id, { archived: 'only' }, { staleTime: 30_000 });
  const restore = useRestore();
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
            busy={restore.busy && restore.of === row}
            aria-label={t('restorePart', { name: row.name })}
            onPress={() => restore.press(row)}
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
