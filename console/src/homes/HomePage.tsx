import type { HomeOut } from '@almoner/client';
import { useHomeLayout, useOccupancy } from '@almoner/client/react';
import { Suspense, lazy, useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  Button,
  ErrorState,
  Facts,
  Icon,
  Link,
  LinkButton,
  Menu,
  Notice,
  PageHeader,
  Section,
  Skeleton,
} from '~/kit';
import { useRestoreHome } from './verbs';
import './homes.css';
import { Layout } from './Layout';
import { Occupancy } from './Occupancy';

const ArchiveHome = lazy(async () => ({ default: (await import('./archiving')).ArchiveHome }));

/** A home: how full it is, its units with rooms and beds, and what it is called. */
export function HomePage({ id }: { id: string }) {
  const t = useTranslations('homes');
  const layout = useHomeLayout(id, {}, { staleTime: 30_000 });
  const occupancy = useOccupancy(id, {}, { staleTime: 30_000 });
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
        actions={<HomeActions home={home} />}
      />
      {home.archived_at ? <Archived home={home} /> : null}
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

function HomeActions({ home }: { home: HomeOut }) {
  const t = useTranslations('homes');
  const s = useTranslations('shell');
  const [archiving, setArchiving] = useState(false);
  return (
    <>
      <LinkButton to="/homes/$homeId/people" params={{ homeId: home.id }} icon="people">
        {s('people')}
      </LinkButton>
      {home.can.includes('update') ? (
        <LinkButton to="/homes/$homeId/tablets" params={{ homeId: home.id }}>
          {t('tablets')}
        </LinkButton>
      ) : null}
      {home.can.includes('update') ? (
        <LinkButton to="/homes/$homeId/edit" params={{ homeId: home.id }} icon="edit">
          {t('edit')}
        </LinkButton>
      ) : null}
      {home.can.includes('archive') ? (
        <Menu
          label={t('layout.menu', { name: home.name })}
          className="button plain icon-only"
          trigger={<Icon name="more" />}
          entries={[
            { id: 'archive', label: t('archive'), icon: 'archive', onAction: () => setArchiving(true) },
          ]}
        />
      ) : null}
      {archiving ? (
        <Suspense>
          <ArchiveHome home={home} onClose={() => setArchiving(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function Archived({ home }: { home: HomeOut }) {
  const t = useTranslations('homes');
  const restore = useRestoreHome();
  return (
    <Notice
      tone="warn"
      title={t('archived')}
      action={
        home.can.includes('restore') ? (
          <Button busy={restore.busy} onPress={() => restore.press([home])}>
            {t('restore')}
          </Button>
        ) : undefined
      }
    >
      {home.archive_reason}
    </Notice>
  );
}
