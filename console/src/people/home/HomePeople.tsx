import { useHomeManagers, useMemberships, useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import {
  Button,
  EmptyState,
  ErrorState,
  Link,
  LinkButton,
  Notice,
  PageHeader,
  Section,
  Skeleton,
} from '~/kit';
import '../people.css';
import { RightTable, asManager, asMembership } from '../rights/RightTable';
import { useMayGive } from '../zones';

/** Who manages a home and who works on its floor, now and to come. */
export function HomePeople({ homeId }: { homeId: string }) {
  const t = useTranslations('people.homePage');
  const p = useTranslations('people');
  const session = useSession().data;
  const home = session?.homes.find(({ id }) => id === homeId);
  if (!session) return null;
  if (!home) {
    return (
      <EmptyState
        page
        icon="home"
        title={t('notFound')}
        action={<LinkButton to="/people">{p('back')}</LinkButton>}
      >
        {t('notFoundWhy')}
      </EmptyState>
    );
  }
  const reads = session.held.some((one) => one === 'business_owner' || one === 'compliance_lead');
  return (
    <div className="stack people">
      <PageHeader
        title={t('title', { home: home.name })}
        back={
          <Link to="/homes/$homeId" params={{ homeId }}>
            {home.name}
          </Link>
        }
        actions={
          <LinkButton to="/people" search={{ home: homeId }} icon="search">
            {t('list')}
          </LinkButton>
        }
      />
      <Managers homeId={homeId} />
      {reads || home.manager ? <Floor homeId={homeId} /> : <p className="quiet">{t('notYours')}</p>}
    </div>
  );
}

function Managers({ homeId }: { homeId: string }) {
  const t = useTranslations('people.homePage');
  const r = useTranslations('people.rights');
  const { homes, owner } = useMayGive();
  const found = useHomeManagers({ home: homeId, limit: 200 });
  const rows = (found.data?.items ?? []).filter(({ state }) => state !== 'ended');
  const registered = rows.some((row) => row.kind === 'registered' && row.state === 'live');
  const may = homes.some(({ id }) => id === homeId);
  return (
    <Section
      title={t('managers')}
      sub={t('managersHint')}
      actions={
        may ? (
          <LinkButton to="/homes/$homeId/manager" params={{ homeId }} icon="add">
            {owner ? r('addManager') : r('addCover')}
          </LinkButton>
        ) : undefined
      }
    >
      {found.isPending ? <Skeleton kind="rows" lines={2} /> : null}
      {found.isError ? (
        <ErrorState
          error={found.error}
          what={t('failed')}
          retry={() => void found.refetch()}
          inline={rows.length > 0}
        />
      ) : null}
      {found.data && rows.length === 0 ? <Notice tone="warn">{t('managersNone')}</Notice> : null}
      {rows.length > 0 && !registered ? <Notice tone="warn">{t('registeredNone')}</Notice> : null}
      {rows.length > 0 ? <RightTable label={t('managers')} rows={rows.map(asManager)} by="person" /> : null}
    </Section>
  );
}

function Floor({ homeId }: { homeId: string }) {
  const t = useTranslations('people.homePage');
  const { homes } = useMayGive();
  const found = useMemberships({ home: homeId, limit: 100 });
  const rows = found.rows
    .filter(({ state }) => state !== 'ended')
    .toSorted((a, b) => (a.person ?? '').localeCompare(b.person ?? ''));
  return (
    <Section
      title={t('floor')}
      sub={t('floorHint')}
      actions={
        homes.some(({ id }) => id === homeId) ? (
          <LinkButton to="/homes/$homeId/membership" params={{ homeId }} icon="add">
            {t('add')}
          </LinkButton>
        ) : undefined
      }
    >
      {found.isPending ? <Skeleton kind="rows" lines={4} /> : null}
      {found.isError ? (
        <ErrorState
          error={found.error}
          what={t('failed')}
          retry={() => void found.refetch()}
          inline={rows.length > 0}
        />
      ) : null}
      {found.data && rows.length === 0 ? <p className="quiet">{t('floorNone')}</p> : null}
      {rows.length > 0 ? <RightTable label={t('floor')} rows={rows.map(asMembership)} by="person" /> : null}
      {found.hasNextPage ? (
        <div className="row centred">
          <Button busy={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
            {t('floorMore')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
