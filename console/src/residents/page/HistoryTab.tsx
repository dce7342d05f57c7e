import type { ClientPageOut } from '@almoner/client';
import { useAbsences, useClientAlerts, useContacts, useStays } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ErrorState, Section, Skeleton } from '~/kit';
import { AlertList } from '../alerts/AlertsTab';
import { ContactList } from '../contacts/ContactsTab';
import { AbsencesTable, StaysTable } from '../stays/StaysTab';

/** What is no longer in force: alerts that ended, and what was archived as made in error. */
export function HistoryTab({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.history');
  const { id } = page.client;
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  const every = useClientAlerts(id, { show: 'all' });
  const archivedAlerts = useClientAlerts(id, { show: 'archived' });
  const contacts = useContacts(id, { archived: 'only' });
  const stays = useStays(id, { archived: 'only' });
  const absences = useAbsences(id, { archived: 'only' });
  return (
    <div className="stack loose">
      <Part
        title={t('alertsEnded')}
        query={every}
        keep={({ status, archived_at }) => status === 'ended' && !archived_at}
      >
        {(alerts) => <AlertList alerts={alerts} page={page} />}
      </Part>
      <Part title={t('alertsArchived')} query={archivedAlerts}>
        {(alerts) => <AlertList alerts={alerts} page={page} />}
      </Part>
      <Part title={t('contacts')} query={contacts}>
        {(rows) => <ContactList clientId={id} contacts={rows} />}
      </Part>
      <Part title={t('stays')} query={stays}>
        {(rows) => <StaysTable stays={rows} zone={zone} />}
      </Part>
      <Part title={t('absences')} query={absences}>
        {(rows) => <AbsencesTable absences={rows} zone={zone} />}
      </Part>
    </div>
  );
}

interface PartProps<Row> {
  title: string;
  query: {
    data: { items: Row[] } | undefined;
    isPending: boolean;
    isError: boolean;
    error: unknown;
    refetch: () => unknown;
  };
  keep?: (row: Row) => boolean;
  children: (rows: Row[]) => ReactNode;
}

function Part<Row>({ title, query, keep, children }: PartProps<Row>) {
  const t = useTranslations('residents.history');
  const rows = query.data?.items.filter(keep ?? (() => true)) ?? [];
  return (
    <Section title={title}>
      {query.isPending ? (
        <Skeleton kind="rows" lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} what={t('failed')} retry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        children(rows)
      )}
    </Section>
  );
}
