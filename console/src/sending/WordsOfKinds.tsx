import type { KindOut, KindWordsOut, OwnWordsOut } from '@almoner/client';
import { useNotificationKinds, useOwnWords } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Section, Status, Table, type Column } from '~/kit';
import { Read } from '~/settings/SettingsPage';
import { WordsDialog } from './WordsDialog';
import { useSendingWords } from './words';

/** One text: of a kind, on a channel, in whose words. */
export interface Said {
  kind: KindOut;
  ours: KindWordsOut;
  own: OwnWordsOut | undefined;
}

/** What each kind says on each channel, ours or the organisation's own. */
export function WordsOfKinds({ may }: { may: boolean }) {
  const t = useTranslations('sending.words');
  const kinds = useNotificationKinds();
  const own = useOwnWords();
  return (
    <Section title={t('title')} sub={t('hint')}>
      <Read query={kinds}>
        {({ items }) => <Read query={own}>{(rows) => <Texts kinds={items} own={rows} may={may} />}</Read>}
      </Read>
    </Section>
  );
}

function Texts({
  kinds,
  own,
  may,
}: {
  kinds: readonly KindOut[];
  own: readonly OwnWordsOut[];
  may: boolean;
}) {
  const t = useTranslations('sending.words');
  const w = useSendingWords();
  const [open, setOpen] = useState<Said>();
  const rows = kinds.flatMap((kind) =>
    kind.words.map((ours): Said => ({
      kind,
      ours,
      own: own.find((one) => one.kind === kind.kind && one.channel === ours.channel),
    })),
  );
  const columns: Column<Said>[] = [
    { id: 'kind', label: t('kind'), cell: ({ kind }) => <b>{w.kind(kind.kind)}</b> },
    { id: 'channel', label: t('channel'), cell: ({ ours }) => w.channel(ours.channel) },
    {
      id: 'whose',
      label: t('whose'),
      cell: (row) => (
        <div className="stack tight">
          <Status state={row.own ? 'active' : 'due'}>{row.own ? t('own') : t('ours')}</Status>
          <span className="small">{(row.own ?? row.ours).subject || (row.own ?? row.ours).body}</span>
        </div>
      ),
    },
    {
      id: 'acts',
      label: t('acts'),
      cell: (row) => (
        <Button
          tone="quiet"
          aria-label={t('editOf', { kind: w.kind(row.kind.kind), channel: w.channel(row.ours.channel) })}
          onPress={() => setOpen(row)}
        >
          {may ? t('edit') : t('read')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table
        label={t('title')}
        columns={columns}
        rows={rows}
        rowId={({ kind, ours }) => `${kind.kind} ${ours.channel}`}
      />
      {open ? <WordsDialog said={open} may={may} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}
