import type { CarePlanOut, CarePlanVersionBrief, ClientPageOut } from '@almoner/client';
import { useCarePlanVersions } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import {
  Badge,
  Button,
  ErrorState,
  Link,
  LinkButton,
  Section,
  Skeleton,
  Status,
  Table,
  type Column,
} from '~/kit';
import { dayOf } from '~/residents/when';
import { STATUS_SHAPES } from '../domains';
import { useBegin } from './Drafts';

/** All versions, the newest first: each can be read, compared, and begun from anew. */
export function Versions({ plan, page }: { plan: CarePlanOut; page: ClientPageOut }) {
  const t = useTranslations('plans.versions');
  const w = useTranslations('planWords.status');
  const i = useTranslations('planInitial');
  const versions = useCarePlanVersions(plan.client_id);
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  const rows = versions.data?.items ?? [];
  const id = plan.client_id;
  // A receipt for the deed says which version it began with.
  const begin = useBegin(id, () => t('restoredShort'));
  const may = plan.can.includes('start_version');
  const columns: Column<CarePlanVersionBrief>[] = [
    {
      id: 'number',
      label: t('number'),
      cell: (row) => (
        <Link to="/residents/$id/plan/$version" params={{ id, version: row.id }} className="standing">
          {t('open', { number: row.number })}
        </Link>
      ),
    },
    {
      id: 'status',
      label: t('status'),
      cell: ({ status, kind }) => (
        <span className="row tight">
          <Status state={STATUS_SHAPES[status]}>{w(status)}</Status>
          {kind === 'initial' ? <Badge>{i('kind')}</Badge> : null}
        </span>
      ),
    },
    { id: 'from', label: t('from'), cell: (row) => <Span row={row} zone={zone} />, from: 'tablet' },
    { id: 'why', label: t('why'), cell: ({ change_reason }) => change_reason, from: 'tablet' },
    {
      id: 'by',
      label: t('by'),
      cell: ({ published_by_name }) => published_by_name,
      from: 'desktop',
    },
    {
      id: 'acts',
      label: t('acts'),
      cell: (row) => (
        <div className="row tight">
          {row.based_on_id ? (
            <LinkButton
              tone="quiet"
              to="/residents/$id/plan/compare"
              params={{ id }}
              search={{ from: row.based_on_id, to: row.id }}
              aria-label={t('compareOf', { number: row.number })}
            >
              {t('compare')}
            </LinkButton>
          ) : null}
          {may && (row.status === 'superseded' || row.status === 'withdrawn') ? (
            <Button
              tone="quiet"
              busy={begin.busy && begin.of?.[1].from_version_id === row.id}
              aria-label={t('restoreOf', { number: row.number })}
              onPress={() =>
                begin.press([
                  plan.id,
                  { from_version_id: row.id, change_reason: t('restored', { number: row.number }) },
                ])
              }
            >
              {t('restore')}
            </Button>
          ) : null}
        </div>
      ),
    },
  ];
  return (
    <Section
      title={t('title')}
      actions={
        rows.length > 1 ? (
          <LinkButton to="/residents/$id/plan/compare" params={{ id }} tone="quiet">
            {t('all')}
          </LinkButton>
        ) : undefined
      }
    >
      {versions.isPending ? (
        <Skeleton kind="rows" lines={3} />
      ) : versions.isError && rows.length === 0 ? (
        <ErrorState error={versions.error} what={t('failed')} retry={() => void versions.refetch()} />
      ) : (
        <Table label={t('label')} columns={columns} rows={rows} rowId={(row) => row.id} />
      )}
    </Section>
  );
}

function Span({ row, zone }: { row: CarePlanVersionBrief; zone: string }) {
  const t = useTranslations('plans.versions');
  const { effective_from, effective_until } = row;
  if (!effective_from) return <span className="quiet">{t('never')}</span>;
  const from = dayOf(effective_from, zone);
  return effective_until ? t('span', { from, until: dayOf(effective_until, zone) }) : t('since', { from });
}
