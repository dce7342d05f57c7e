import type { ClientExclusionOut, ClientPageOut } from '@almoner/client';
import { useArchiveExclusion, useExclusions, useRestoreExclusion } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, ErrorState, LinkButton, Section, Skeleton, Table, type Column } from '~/kit';
import { useDeed } from '~/lib/deed';
import { ReasonDialog } from '../forms/ReasonDialog';
import { shortName } from '../names';
import { dayOf } from '../when';

/** Members of staff who may not see this record: a carer whose mother lives here. */
export function ExclusionsTab({ page }: { page: ClientPageOut }) {
  const t = useTranslations('residents.exclusions');
  const archive = useArchiveExclusion();
  const { client } = page;
  const zone = client.home?.time_zone ?? 'Europe/London';
  const query = useExclusions(client.id);
  const [ending, setEnding] = useState<ClientExclusionOut>();
  const restore = useDeed(useRestoreExclusion(), () => ({ text: t('restored') }));
  const name = (exclusion: ClientExclusionOut) => exclusion.person_name ?? t('unknown');
  const endButton = (exclusion: ClientExclusionOut) => (
    <Button tone="quiet" onPress={() => setEnding(exclusion)}>
      {t('remove')}
    </Button>
  );
  const columns: Column<ClientExclusionOut>[] = [
    { id: 'person', label: t('person'), cell: name },
    { id: 'reason', label: t('reason'), cell: ({ reason }) => reason },
    { id: 'since', label: t('since'), cell: ({ created_at }) => dayOf(created_at, zone) },
    {
      id: 'end',
      label: '',
      cell: (exclusion) => (exclusion.can.includes('archive') ? endButton(exclusion) : null),
    },
  ];
  return (
    <Section
      title={t('heading')}
      sub={t('sub', { name: shortName(client) })}
      actions={
        <LinkButton to="/residents/$id/exclude" params={{ id: client.id }} icon="add">
          {t('add')}
        </LinkButton>
      }
    >
      {query.isPending ? (
        <Skeleton kind="rows" lines={2} />
      ) : query.isError ? (
        <ErrorState error={query.error} what={t('failed')} retry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <Table label={t('heading')} columns={columns} rows={query.data.items} rowId={({ id }) => id} />
      )}
      {ending ? (
        <ReasonDialog
          title={t('titleEnd')}
          label={t('whyEnd')}
          act={t('actEnd')}
          onClose={() => setEnding(undefined)}
          onAct={async (reason) => {
            const ended = await archive.mutateAsync([ending, { reason }]);
            return { text: t('removed', { name: name(ending) }), undo: () => restore.press([ended]) };
          }}
        />
      ) : null}
    </Section>
  );
}
