import type { ClientPageOut } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ErrorState, Section, Skeleton } from '~/kit';
import { AlertList } from '../alerts/AlertsTab';
import { ContactList } from '../contacts/ContactsTab';
import { absencesQuery, alertsQuery, contactsQuery, staysQuery } from '../data/queries';
import { AbsencesTable, StaysTable } from '../stays/StaysTab';

/** What is no longer in force: alerts that ended, and what was archived as made in error. */
export function HistoryTab({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.history');
  const almoner = useAlmoner();
  const { id } = page.client;
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  const every = useQuery(alertsQuery(almoner, id, 'all'));
  const archivedAlerts = useQuery(alertsQuery(almoner, id, 'archived'));
  const contacts = useQuery(contactsQuery(almoner, id, true));
  const stays = useQuery(staysQuery(almoner, id, true));
  const absences = useQuery(absencesQuery(almoner, id, true));
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
  query: UseQueryResult<{ items: Row[] }>;
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
