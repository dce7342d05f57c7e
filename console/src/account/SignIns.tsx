import type { SignInListOut } from '@almoner/client';
import { keys, useAlmoner, useSignIns } from '@almoner/client/react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { Badge, Button, ErrorState, Section, Skeleton, Table, toast, type Column } from '~/kit';
import { useFailureWords } from '~/lib/failure';

/** Where one is signed in; any other can be ended. */
export function SignIns() {
  const t = useTranslations('account');
  const format = useFormatter();
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const words = useFailureWords();
  const found = useSignIns();
  const failed = (error: unknown) => toast({ text: `${t('endFailed')} ${words(error)}`, tone: 'bad' });
  const again = () => queries.invalidateQueries({ queryKey: keys.signIns });
  const end = useMutation({
    mutationFn: (id: string) => almoner.session.signIns.end(id, {}),
    onSuccess: () => toast({ text: t('endedOne') }),
    onError: failed,
    onSettled: again,
  });
  const endOthers = useMutation({
    mutationFn: () => almoner.session.signIns.endOthers(),
    onSuccess: ({ ended }) => toast({ text: t('endedOthers', { count: ended }) }),
    onError: failed,
    onSettled: again,
  });
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
            busy={end.isPending && end.variables === row.id}
            onPress={() => end.mutate(row.id)}
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
          <Button busy={endOthers.isPending} onPress={() => endOthers.mutate()}>
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
