import type { DeviceOut } from '@almoner/client';
import { useCareHome, useDevices, useRevokeDevice, useSession } from '@almoner/client/react';
import { Suspense, lazy, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, Link, PageHeader, Skeleton, Table, type Column } from '~/kit';
import { ReasonDialog } from '~/residents/forms/ReasonDialog';
import { dayOf, momentWords } from '~/residents/when';

const Share = lazy(() => import('./Share'));

/** The tablets that a home shares: who manages it adds the one they hold, and ends one that is lost. */
export function HomeTablets({ homeId }: { homeId: string }) {
  const t = useTranslations('tablets');
  const home = useCareHome(homeId, { staleTime: 60_000 });
  const devices = useDevices({ home: homeId });
  const mine = useSession().data?.homes.find(({ id }) => id === homeId);
  const [sharing, setSharing] = useState(false);
  const [revoking, setRevoking] = useState<DeviceOut | null>(null);
  if (home.isPending) return <Skeleton kind="page" lines={4} />;
  if (home.isError) {
    return <ErrorState page error={home.error} what={t('failed')} retry={() => void home.refetch()} />;
  }
  const { name, time_zone: zone } = home.data;
  const share = mine?.manager ? (
    <Button tone="primary" onPress={() => setSharing(true)}>
      {t('share')}
    </Button>
  ) : undefined;
  const columns: Column<DeviceOut>[] = [
    { id: 'name', label: t('name'), cell: (row) => row.name },
    { id: 'people', label: t('people'), numeric: true, cell: (row) => row.people },
    {
      id: 'seen',
      label: t('seen'),
      cell: (row) => (row.seen_at ? momentWords(row.seen_at, zone) : t('never')),
    },
    {
      id: 'registered',
      label: t('registered'),
      cell: (row) => t('by', { when: dayOf(row.registered_at, zone), name: row.registered_by_name ?? '' }),
    },
    {
      id: 'revoke',
      label: t('revoke'),
      cell: (row) =>
        row.can.includes('revoke') ? (
          <Button
            tone="quiet"
            aria-label={t('revokeOf', { name: row.name })}
            onPress={() => setRevoking(row)}
          >
            {t('revoke')}
          </Button>
        ) : null,
    },
  ];
  return (
    <div className="stack loose">
      <PageHeader
        title={t('title', { home: name })}
        back={
          <Link to="/homes/$homeId" params={{ homeId }}>
            {name}
          </Link>
        }
        actions={share}
      />
      <p className="quiet">{t('intro')}</p>
      {devices.isPending ? <Skeleton lines={3} /> : null}
      {devices.isError ? (
        <ErrorState error={devices.error} what={t('failed')} retry={() => void devices.refetch()} />
      ) : null}
      {devices.data && devices.rows.length === 0 ? (
        <EmptyState icon="home" title={t('empty')}>
          {t('emptyWhy')}
        </EmptyState>
      ) : null}
      {devices.rows.length > 0 ? (
        <Table label={t('list')} columns={columns} rows={devices.rows} rowId={({ id }) => id} />
      ) : null}
      {sharing ? (
        <Suspense>
          <Share homeId={homeId} onClose={() => setSharing(false)} />
        </Suspense>
      ) : null}
      {revoking ? <Revoke device={revoking} onClose={() => setRevoking(null)} /> : null}
    </div>
  );
}

function Revoke({ device, onClose }: { device: DeviceOut; onClose: () => void }) {
  const t = useTranslations('tablets');
  const revoke = useRevokeDevice();
  const { name } = device;
  return (
    <ReasonDialog
      title={t('revokeTitle', { name })}
      intro={t('revokeIntro')}
      label={t('revokeWhy')}
      act={t('revokeOf', { name })}
      danger
      onClose={onClose}
      onAct={async (reason) => {
        await revoke.mutateAsync([device, { reason }]);
        return { text: t('revoked', { name }) };
      }}
    />
  );
}
