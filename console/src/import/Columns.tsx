import { useTranslations } from 'use-intl';
import { Button, Section, Table } from '~/kit';
import { COLUMNS, EXAMPLES, NEEDED, type Kind } from './kinds';
import { saveText } from './save';

/** Which columns a file may have, and one to fill in. */
export function Columns({ kind }: { kind: Kind }) {
  const t = useTranslations('imports.choose');
  const h = useTranslations('imports.holds');
  const rows =
    kind === 'residents'
      ? COLUMNS.residents.map((name) => ({ name: name as string, holds: h(`residents.${name}`) }))
      : COLUMNS.staff.map((name) => ({ name: name as string, holds: h(`staff.${name}`) }));
  return (
    <Section
      title={t('columns')}
      actions={<Button onPress={() => saveText(`${kind}.csv`, EXAMPLES[kind])}>{t('example')}</Button>}
    >
      <Table
        label={t('columns')}
        rows={rows}
        rowId={({ name }) => name}
        columns={[
          { id: 'name', label: t('column'), cell: ({ name }) => <code>{name}</code> },
          {
            id: 'needed',
            label: t('needed'),
            cell: ({ name }) =>
              NEEDED[kind].includes(name) ? <b>{t('yes')}</b> : <span className="quiet">{t('no')}</span>,
          },
          { id: 'holds', label: t('holds'), cell: ({ holds }) => holds },
        ]}
      />
    </Section>
  );
}
