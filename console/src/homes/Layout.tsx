import type { BedOut, LayoutOut, RoomOut, UnitOut } from '@almoner/client';
import { keys, useCall } from '@almoner/client/react';
import { Suspense, lazy, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, Icon, Link, Menu, Section, Status, type MenuEntry, type State } from '~/kit';
import { useDeed } from '~/lib/deed';
import type { Words } from '~/words';
import { AddRooms, AddUnit } from './AddDialogs';
import { OutOfUse } from './OutOfUse';
import type { Part } from './verbs';
import { tree, type RoomOfUnit } from './layout';
import { moved } from './order';
import { useNamesOf } from './names';

// What is only there after a press.
const EditUnit = lazy(async () => ({ default: (await import('./PartDialogs')).EditUnit }));
const EditRoom = lazy(async () => ({ default: (await import('./PartDialogs')).EditRoom }));
const EditBed = lazy(async () => ({ default: (await import('./PartDialogs')).EditBed }));
const AddBed = lazy(async () => ({ default: (await import('./PartDialogs')).AddBed }));
const ArchivePart = lazy(async () => ({ default: (await import('./archiving')).ArchivePart }));

/** What is asked over the page. */
type Asked =
  | { what: 'add-unit' }
  | { what: 'add-rooms'; unit: UnitOut }
  | { what: 'unit'; unit: UnitOut }
  | { what: 'room'; room: RoomOut }
  | { what: 'add-bed'; room: RoomOut }
  | { what: 'bed'; bed: BedOut; room: RoomOut }
  | { what: 'archive'; part: Part };

type Ask = (asked: Asked) => void;

/** The units of a home with their rooms and beds; whoever may change them does it at their place. */
export function Layout({ layout }: { layout: LayoutOut }) {
  const t = useTranslations('homes');
  const [asked, setAsked] = useState<Asked>();
  const { home } = layout;
  const units = tree(layout);
  const names = useNamesOf(home.id);
  const move = useCall<[number, number], void>(
    ({ careHomes }) =>
      async (from: number, to: number) => {
        const rows = units.map(({ unit }) => unit);
        // One after the other: a failure leaves an order that is none of the two, and says so.
        for (const { row, position } of moved(rows, from, to)) {
          // oxlint-disable-next-line no-await-in-loop
          await careHomes.units.update(row, { position });
        }
      },
    [keys.careHomes.all],
  );
  const order = useDeed(move, () => ({ text: t('layout.orderSaved') }));
  const addUnit = home.can.includes('add_unit') ? (
    <Button icon="add" onPress={() => setAsked({ what: 'add-unit' })}>
      {t('layout.addUnit')}
    </Button>
  ) : undefined;
  return (
    <Section title={t('layoutTitle')} actions={units.length > 0 ? addUnit : undefined}>
      {units.length === 0 ? (
        <EmptyState icon="home" title={t('layout.none')} action={addUnit}>
          {t('layout.noneHint')}
        </EmptyState>
      ) : null}
      {units.map(({ unit, rooms }, at) => (
        <section key={unit.id} className="unit" aria-labelledby={`unit-${unit.id}`}>
          <div className="row spread">
            <h3 id={`unit-${unit.id}`}>{unit.name}</h3>
            <div className="row">
              {home.can.includes('add_room') ? (
                <Button icon="add" tone="quiet" onPress={() => setAsked({ what: 'add-rooms', unit })}>
                  {t('layout.addRooms')}
                </Button>
              ) : null}
              <UnitMenu
                unit={unit}
                ask={setAsked}
                up={at > 0 ? () => order.press([at, at - 1]) : undefined}
                down={at < units.length - 1 ? () => order.press([at, at + 1]) : undefined}
              />
            </div>
          </div>
          {rooms.length === 0 ? (
            <p className="quiet">{t('layout.noRooms')}</p>
          ) : (
            <Rooms rooms={rooms} names={names} ask={setAsked} adds={home.can.includes('add_room')} />
          )}
        </section>
      ))}
      {/* Who changes a home may restore at least its rooms and beds; nobody else is answered any. */}
      {home.can.includes('update') && !home.archived_at ? <OutOfUse layout={layout} /> : null}
      {asked ? <Dialogs asked={asked} layout={layout} onClose={() => setAsked(undefined)} /> : null}
    </Section>
  );
}

function Dialogs(props: { asked: Asked; layout: LayoutOut; onClose: () => void }) {
  const { asked, layout, onClose } = props;
  switch (asked.what) {
    case 'add-unit':
      return <AddUnit homeId={layout.home.id} onClose={onClose} />;
    case 'add-rooms':
      return <AddRooms unit={asked.unit} onClose={onClose} />;
    default:
      return (
        <Suspense>
          {asked.what === 'unit' ? <EditUnit unit={asked.unit} onClose={onClose} /> : null}
          {asked.what === 'room' ? (
            <EditRoom room={asked.room} units={layout.units} onClose={onClose} />
          ) : null}
          {asked.what === 'add-bed' ? <AddBed room={asked.room} onClose={onClose} /> : null}
          {asked.what === 'bed' ? <EditBed bed={asked.bed} room={asked.room.name} onClose={onClose} /> : null}
          {asked.what === 'archive' ? <ArchivePart part={asked.part} onClose={onClose} /> : null}
        </Suspense>
      );
  }
}

function More({ label, entries }: { label: string; entries: MenuEntry[] }) {
  return entries.length === 0 ? null : (
    <Menu label={label} className="button quiet icon-only" trigger={<Icon name="more" />} entries={entries} />
  );
}

interface UnitMenuProps {
  unit: UnitOut;
  ask: Ask;
  up: (() => void) | undefined;
  down: (() => void) | undefined;
}

function UnitMenu({ unit, ask, up, down }: UnitMenuProps) {
  const t = useTranslations('homes.layout');
  const { name, can } = unit;
  const entries: MenuEntry[] = [];
  if (can.includes('update')) {
    entries.push({
      id: 'edit',
      label: t('rename'),
      icon: 'edit',
      onAction: () => ask({ what: 'unit', unit }),
    });
    if (up) entries.push({ id: 'up', label: t('moveUp'), onAction: up });
    if (down) entries.push({ id: 'down', label: t('moveDown'), onAction: down });
  }
  if (can.includes('archive')) {
    const part: Part = { kind: 'units', record: unit, name };
    const onAction = () => ask({ what: 'archive', part });
    entries.push({ id: 'archive', label: t('archive'), icon: 'archive', onAction });
  }
  return <More label={t('menu', { name })} entries={entries} />;
}

const STATES: Record<string, State> = {
  vacant: 'due',
  reserved: 'waiting',
  occupied: 'active',
  hospital_hold: 'away',
  out_of_service: 'refused',
  deep_clean: 'refused',
  decommissioned: 'ended',
};

interface RoomsProps {
  rooms: RoomOfUnit[];
  names: ReadonlyMap<string, string>;
  ask: Ask;
  adds: boolean;
}

function Rooms({ rooms, names, ask, adds }: RoomsProps) {
  const t = useTranslations('homes.layout');
  return (
    <ul className="rooms">
      {rooms.map(({ room, beds }) => (
        <li key={room.id} className="room">
          <div className="room-head">
            <b>{t('room', { name: room.name })}</b>
            <RoomMenu room={room} beds={beds} ask={ask} adds={adds} />
          </div>
          {beds.length === 0 ? <span className="quiet small">{t('noBeds')}</span> : null}
          {beds.map((bed) => (
            <Bed key={bed.id} bed={bed} named={beds.length > 1} who={names.get(bed.client_id ?? '')} />
          ))}
        </li>
      ))}
    </ul>
  );
}

/** The room's own verbs, then those of each bed in it. */
function RoomMenu({ room, beds, ask, adds }: { room: RoomOut; beds: BedOut[]; ask: Ask; adds: boolean }) {
  const t = useTranslations('homes.layout');
  const entries: MenuEntry[] = [];
  for (const bed of beds) {
    const one = beds.length === 1;
    if (bed.can.includes('update')) {
      const label = one ? t('changeBed') : t('changeBedOf', { bed: bed.name });
      entries.push({
        id: `bed-${bed.id}`,
        label,
        icon: 'bed',
        onAction: () => ask({ what: 'bed', bed, room }),
      });
    }
    if (bed.can.includes('archive') && !one) {
      const part: Part = { kind: 'beds', record: bed, name: t('bedOf', { bed: bed.name, room: room.name }) };
      const onAction = () => ask({ what: 'archive', part });
      entries.push({
        id: `away-${bed.id}`,
        label: t('archiveBedOf', { bed: bed.name }),
        icon: 'archive',
        onAction,
      });
    }
  }
  if (adds)
    entries.push({
      id: 'add',
      label: t('addBed'),
      icon: 'add',
      onAction: () => ask({ what: 'add-bed', room }),
    });
  if (entries.length > 0 && room.can.length > 0) entries.push({ kind: 'line', id: 'line' });
  if (room.can.includes('update')) {
    entries.push({
      id: 'room',
      label: t('changeRoom'),
      icon: 'edit',
      onAction: () => ask({ what: 'room', room }),
    });
  }
  if (room.can.includes('archive')) {
    const part: Part = { kind: 'rooms', record: room, name: t('room', { name: room.name }) };
    const onAction = () => ask({ what: 'archive', part });
    entries.push({ id: 'archive', label: t('archiveRoom'), icon: 'archive', onAction });
  }
  return <More label={t('menu', { name: t('room', { name: room.name }) })} entries={entries} />;
}

/** What a bed is said to be: free, taken, or why it can't be given to anybody. */
type BedWord = keyof Words['homes']['layout']['states'];

function Bed({ bed, named, who }: { bed: BedOut; named: boolean; who: string | undefined }) {
  const t = useTranslations('homes.layout');
  const word = t(`states.${bed.occupancy as BedWord}`);
  return (
    <div className="bed">
      {named ? <span className="quiet small">{bed.name}</span> : null}
      {bed.client_id && who ? (
        <Link to="/residents/$id" params={{ id: bed.client_id }}>
          {who}
        </Link>
      ) : null}
      {bed.client_id && who && bed.occupancy === 'occupied' ? null : (
        <Status state={STATES[bed.occupancy] ?? 'draft'}>{word}</Status>
      )}
    </div>
  );
}
