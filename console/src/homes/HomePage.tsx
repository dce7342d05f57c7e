import type { BedOut, LayoutOut, UnitOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  Button,
  EmptyState,
  ErrorState,
  Facts,
  Link,
  LinkButton,
  Notice,
  PageHeader,
  Section,
  Skeleton,
  Status,
  type State,
} from '~/kit';
import { AddRooms, AddUnit } from './AddDialogs';
import './homes.css';
import { tree, type RoomOfUnit } from './layout';
import { Occupancy } from './Occupancy';
import { layoutQuery, occupancyQuery } from './queries';

/** A home: how full it is, its units with rooms and beds, and what it is called. */
export function HomePage({ id }: { id: string }) {
  const t = useTranslations('homes');
  const almoner = useAlmoner();
  const layout = useQuery(layoutQuery(almoner, id));
  const occupancy = useQuery(occupancyQuery(almoner, id));
  if (layout.isPending) return <Skeleton kind="page" lines={5} />;
  if (layout.isError)
    return <ErrorState page error={layout.error} what={t('failed')} retry={() => void layout.refetch()} />;
  const { home } = layout.data;
  return (
    <div className="stack loose">
      <PageHeader
        title={home.name}
        sub={[home.town, home.code].filter(Boolean).join(' · ')}
        back={<Link to="/homes">{t('title')}</Link>}
        actions={
          home.can.includes('update') ? (
            <LinkButton to="/homes/$homeId/edit" params={{ homeId: id }} icon="edit">
              {t('edit')}
            </LinkButton>
          ) : undefined
        }
      />
      {home.archived_at ? <Notice tone="warn">{t('archived')}</Notice> : null}
      <Section title={t('occupancyTitle')}>
        {occupancy.data ? <Occupancy now={occupancy.data} /> : null}
        {occupancy.isPending ? <Skeleton lines={2} /> : null}
        {occupancy.isError ? <ErrorState error={occupancy.error} what={t('failed')} inline /> : null}
      </Section>
      <Layout layout={layout.data} />
      <Section title={t('detailsTitle')}>
        <Facts
          items={[
            {
              label: t('address'),
              value: [home.address_line, home.town, home.postcode].filter(Boolean).join(', '),
            },
            { label: t('phone'), value: home.phone },
            { label: t('cqc'), value: home.cqc_location_id },
            { label: t('registered'), value: home.registered_beds },
            { label: t('zone'), value: home.time_zone },
            { label: t('careDay'), value: home.care_day_starts.slice(0, 5) },
          ]}
        />
      </Section>
    </div>
  );
}

function Layout({ layout }: { layout: LayoutOut }) {
  const t = useTranslations('homes');
  const [adding, setAdding] = useState<'unit' | UnitOut>();
  const { home } = layout;
  const units = tree(layout);
  const addUnit = home.can.includes('add_unit') ? (
    <Button icon="add" onPress={() => setAdding('unit')}>
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
      {units.map(({ unit, rooms }) => (
        <section key={unit.id} className="unit" aria-labelledby={`unit-${unit.id}`}>
          <div className="row spread">
            <h3 id={`unit-${unit.id}`}>{unit.name}</h3>
            {home.can.includes('add_room') ? (
              <Button icon="add" tone="quiet" onPress={() => setAdding(unit)}>
                {t('layout.addRooms')}
              </Button>
            ) : null}
          </div>
          {rooms.length === 0 ? <p className="quiet">{t('layout.noRooms')}</p> : <Rooms rooms={rooms} />}
        </section>
      ))}
      {adding === 'unit' ? <AddUnit homeId={home.id} onClose={() => setAdding(undefined)} /> : null}
      {adding !== undefined && adding !== 'unit' ? (
        <AddRooms unit={adding} onClose={() => setAdding(undefined)} />
      ) : null}
    </Section>
  );
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

function Rooms({ rooms }: { rooms: RoomOfUnit[] }) {
  const t = useTranslations('homes.layout');
  return (
    <ul className="rooms">
      {rooms.map(({ room, beds }) => (
        <li key={room.id} className="room">
          <b>{t('room', { name: room.name })}</b>
          {beds.map((bed) => (
            <Bed key={bed.id} bed={bed} named={beds.length > 1} />
          ))}
        </li>
      ))}
    </ul>
  );
}

function Bed({ bed, named }: { bed: BedOut; named: boolean }) {
  const t = useTranslations('homes.layout.states');
  const state = bed.occupancy as keyof typeof STATES & Parameters<typeof t>[0];
  const words = (
    <Status state={STATES[bed.occupancy] ?? 'draft'}>
      {named ? `${bed.name}: ` : ''}
      {t(state)}
    </Status>
  );
  return bed.client_id ? (
    <Link to="/residents/$id" params={{ id: bed.client_id }}>
      {words}
    </Link>
  ) : (
    words
  );
}
