import type { SignInListOut } from '@almoner/client';
import { useEndOtherSessions, useEndSession, useSignIns } from '@almoner/client/react';
import { useFormatter, useTranslations } from 'use-intl';
import { Badge, Button, ErrorState, Section, Skeleton, Table, type Column } from '~/kit';
import { useDeed } from '~/lib/deed';

/** Where one is signed in; any other can be ended. */
export function SignIns() {
  const t = useTranslations('account');
  const format = useFormatter();
  const found = useSignIns();
  const end = useDeed(useEndSession(), () => ({ text: t('endedOne') }));
  const endOthers = useDeed(useEndOtherSessions(), ({ ended }) => ({
    text: t('endedOthers', { count: ended }),
  }));
  const when = (at: string) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' });
  const columns: Column<SignInListOut>[] = [
    {
      id: 'device',
      label: t('device'),
      cell: (row) => (
        <span className="row">
          {row.device ?? (row.transport === 'cookie' ? t('browser') : t('app'))}
          {row.current ? <Badge tone="good">{t('thisOne')}</Badge> : null}
          {row.second_factor ? <Badge>{t('twoSteps')}</Badge> : null}
        </span>
      ),
    },
    { id: 'since', label: t('since'), cell: (row) => when(row.signed_in_at), from: 'tablet' },
    { id: 'seen', label: t('seen'), cell: (row) => when(row.refreshed_at) },
    {
      id: 'end',
      label: t('end'),
      cell: (row) =>
        row.current ? null : (
          <Button
            aria-label={t('endThis', { when: when(row.signed_in_at) })}
            busy={end.busy && end.of === row.id}
            onPress={() => end.press(row.id)}
          >
            {t('end')}
          </Button>
        ),
    },
  ];
  const rows = found.data?.items ?? [];
  return (
    <Section
      title={t('signIns')}
      sub={t('signInsHint')}
      actions={
        rows.length > 1 ? (
          <Button busy={endOthers.busy} onPress={() => endOthers.press(undefined)}>
            {t('endOthers')}
          </Button>
        ) : undefined
      }
    >
      {found.isError ? (
        <ErrorState error={found.error} what={t('signInsFailed')} retry={() => void found.refetch()} inline />
      ) : null}
      {found.isPending ? <Skeleton kind="rows" lines={2} /> : null}
      {rows.length > 0 ? (
        <Table
          label={t('signIns')}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          busy={found.isRefetching}
        />
      ) : null}
    </Section>
  );
}
