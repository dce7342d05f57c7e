import { isApiError, type ClientPageOut } from '@almoner/client';
import { useClient, useRestoreClient } from '@almoner/client/react';
import { Suspense, lazy } from 'react';
import { useTranslations } from 'use-intl';
import {
  Button,
  EmptyState,
  ErrorState,
  Link,
  LinkButton,
  Notice,
  PageHeader,
  Skeleton,
  Tabs,
  todayIn,
} from '~/kit';
import { AlertsBand } from '../alerts/AlertsBand';
import { AlertsTab } from '../alerts/AlertsTab';
import { ContactsTab } from '../contacts/ContactsTab';
import { useDeed } from '~/lib/deed';
import { ExclusionsTab } from '../exclusions/ExclusionsTab';
import { IdentityTab } from '../identity/IdentityTab';
import { ResidentStatus } from '../list/columns';
import { ageOn, calledName, fullName, roomWords } from '../names';
import { StaysTab } from '../stays/StaysTab';
import { dayOf } from '../when';
import { Actions } from './Actions';
import { Avatar } from './Avatar';
import { HistoryTab } from './HistoryTab';
import { Summary } from './Summary';
import { tabsOf, type ResidentTab } from './tabs';

// Comes with its tab.
const Charts = lazy(() => import('~/notes/Charts'));
// With its words; most who open a resident look at something else.
const PlanTab = lazy(() => import('~/plans/tab/PlanTab'));
const AssessmentsTab = lazy(() => import('~/assessments/tab/AssessmentsTab'));
const ViewsTab = lazy(() => import('../views/ViewsTab'));
const AboutMeTab = lazy(() => import('~/about-me/AboutMeTab'));

export interface ResidentPageProps {
  id: string;
  tab: ResidentTab;
  onTab: (tab: ResidentTab) => void;
}

/** One resident: who it is, what must not be overlooked, and the parts of the record that somebody may see. */
export function ResidentPage({ id, tab, onTab }: ResidentPageProps) {
  const t = useTranslations('residents.page');
  const query = useClient(id);
  const page = query.data;
  if (!page) {
    if (query.isPending) return <Skeleton kind="page" lines={8} />;
    if (isApiError(query.error, 'not_found', 'forbidden', 'bad_request')) return <NotHere />;
    return <ErrorState page error={query.error} what={t('failed')} retry={() => void query.refetch()} />;
  }
  const tabs = tabsOf(page);
  const shown = tabs.includes(tab) ? tab : 'summary';
  const content: Record<ResidentTab, React.ReactNode> = {
    summary: <Summary page={page} />,
    plan: (
      <Suspense fallback={<Skeleton lines={8} />}>
        <PlanTab page={page} />
      </Suspense>
    ),
    about: (
      <Suspense fallback={<Skeleton lines={6} />}>
        <AboutMeTab page={page} />
      </Suspense>
    ),
    assessments: (
      <Suspense fallback={<Skeleton lines={6} />}>
        <AssessmentsTab page={page} />
      </Suspense>
    ),
    alerts: <AlertsTab page={page} />,
    charts: (
      <Suspense fallback={<Skeleton lines={5} />}>
        <Charts page={page} />
      </Suspense>
    ),
    contacts: <ContactsTab page={page} />,
    stays: <StaysTab page={page} />,
    identity: <IdentityTab page={page} />,
    exclusions: <ExclusionsTab page={page} />,
    history: <HistoryTab page={page} />,
    views: (
      <Suspense fallback={<Skeleton kind="rows" lines={6} />}>
        <ViewsTab page={page} />
      </Suspense>
    ),
  };
  const counts: Partial<Record<ResidentTab, number>> = {
    alerts: page.alerts.filter((alert) => !alert.none_known).length,
    ...(page.contacts ? { contacts: page.contacts.length } : {}),
  };
  return (
    <div className="stack resident">
      <div className="resident-head">
        <Avatar client={page.client} />
        <Header page={page} />
      </div>
      {query.isError ? (
        <ErrorState inline error={query.error} what={t('stale')} retry={() => void query.refetch()} />
      ) : null}
      {page.client.archived_at ? <Archived page={page} /> : null}
      <AlertsBand page={page} />
      <Tabs
        label={t('sections')}
        value={shown}
        onChange={onTab}
        tabs={tabs.map((one) => ({
          id: one,
          label: t(`tab.${one}`),
          ...(counts[one] === undefined ? {} : { count: counts[one] }),
          content: content[one],
        }))}
      />
    </div>
  );
}

function Header({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.page');
  const r = useTranslations('residents');
  const { client, identity } = page;
  const zone = client.home?.time_zone ?? 'Europe/London';
  const age = identity?.birth_date ? ageOn(identity.birth_date, todayIn(zone)) : null;
  const room = roomWords(client);
  const gone = client.status === 'discharged' || client.status === 'deceased';
  const line = [
    fullName(client) === calledName(client) ? null : fullName(client),
    room ? t('room', { room }) : gone ? null : r('list.noRoom'),
    client.home_name,
    age === null ? null : t('age', { age }),
  ].filter(Boolean);
  return (
    <PageHeader
      title={calledName(client)}
      back={<Link to="/residents">{r('back')}</Link>}
      sub={
        <span className="resident-line">
          <span>{line.join(' · ')}</span>
          <ResidentStatus client={client} />
        </span>
      }
      actions={client.archived_at ? undefined : <Actions page={page} />}
    />
  );
}

function Archived({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.page');
  const { client } = page;
  const name = calledName(client);
  const restore = useDeed(useRestoreClient(), () => ({ text: t('restored', { name }) }));
  const zone = client.home?.time_zone ?? 'Europe/London';
  return (
    <Notice
      tone="warn"
      title={t('archivedTitle')}
      action={
        client.can.includes('restore') ? (
          <Button busy={restore.busy} onPress={() => restore.press([client])}>
            {t('restore')}
          </Button>
        ) : undefined
      }
    >
      {t('archived', { day: dayOf(client.archived_at!, zone), reason: client.archive_reason ?? '' })}
    </Notice>
  );
}

/** The same for "does not exist" and "is not yours": nobody learns which. */
function NotHere() {
  const t = useTranslations('residents.page');
  return (
    <EmptyState
      page
      icon="residents"
      title={t('notFoundTitle')}
      action={<LinkButton to="/residents">{t('toList')}</LinkButton>}
    >
      {t('notFound')}
    </EmptyState>
  );
}
