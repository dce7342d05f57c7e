import type { HomeOut } from '@almoner/client';
import { useEveryCareHome } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, Link, LinkButton, PageHeader, Skeleton, Table, type Column } from '~/kit';
import { FirstNotice } from './FirstSteps';

export interface HomesPageProps {
  /** Who owns the organisation adds homes. */
  owns: boolean;
  archived: boolean;
}

/** The homes that the person sees; an owner adds one here. */
export function HomesPage({ owns, archived }: HomesPageProps) {
  const t = useTranslations('homes');
  const homes = useEveryCareHome(archived ? { archived: 'only' } : {}, { staleTime: 60_000 });

  const columns: Column<HomeOut>[] = [
    {
      id: 'name',
      label: t('name'),
      cell: (home) => (
        <Link to="/homes/$homeId" params={{ homeId: home.id }} className="strong">
          {home.name}
        </Link>
      ),
    },
    { id: 'code', label: t('code'), cell: (home) => home.code, from: 'tablet' },
    { id: 'town', label: t('town'), cell: (home) => home.town ?? '', from: 'tablet' },
    {
      id: 'taken',
      label: t('taken'),
      numeric: true,
      cell: (home) => t('takenOf', { taken: home.occupied, beds: home.beds }),
    },
    {
      id: 'registered',
      label: t('registered'),
      numeric: true,
      cell: (home) => home.registered_beds,
      from: 'desktop',
    },
  ];

  const add = owns ? (
    <LinkButton to="/homes/new" tone="primary" icon="add">
      {t('add')}
    </LinkButton>
  ) : undefined;
  const rows = homes.data ?? [];
  return (
    <div className="stack loose">
      <PageHeader
        title={archived ? t('archivedTitle') : t('title')}
        back={archived ? <Link to="/homes">{t('title')}</Link> : undefined}
        actions={archived || rows.length === 0 ? undefined : add}
      />
      {archived ? null : <FirstNotice owns={owns} />}
      {homes.isError ? (
        <ErrorState
          error={homes.error}
          what={t('failed')}
          retry={() => void homes.refetch()}
          inline={rows.length > 0}
        />
      ) : null}
      {homes.isPending ? <Skeleton kind="rows" lines={4} /> : null}
      {homes.isSuccess && rows.length === 0 ? (
        <EmptyState
          icon="home"
          title={archived ? t('noneArchived') : t('none')}
          {...(archived || !owns ? {} : { action: add })}
        >
          {archived ? undefined : owns ? t('noneOwner') : t('noneOther')}
        </EmptyState>
      ) : null}
      {rows.length > 0 ? (
        <Table
          label={t('title')}
          columns={columns}
          rows={rows}
          rowId={(home) => home.id}
          busy={homes.isFetching}
        />
      ) : null}
      {owns && !archived ? (
        <p>
          <Link to="/homes" search={{ archived: true }}>
            {t('showArchived')}
          </Link>
        </p>
      ) : null}
    </div>
  );
}
