import type { PersonWith, PreviewHome, PreviewModule, PreviewOut } from '@almoner/client';
import { usePreview } from '@almoner/client/react';
import { useFormatter, useTranslations } from 'use-intl';
import { ErrorState, Notice, PageHeader, Section, Skeleton, Table, type Column } from '~/kit';
import { BackToPerson, PersonGate } from '../forms/shared';
import '../people.css';
import { useRightWords } from '../vocabulary';

/** "What can Asha see?": homes, parts and counts as her rights give them now, never a row. Each look is noted. */
export function PreviewPage({ id }: { id: string }) {
  return (
    <PersonGate id={id} verb="preview">
      {(person) => <Preview person={person} />}
    </PersonGate>
  );
}

function Preview({ person }: { person: PersonWith }) {
  const t = useTranslations('people.preview');
  const found = usePreview(person.id);
  const name = person.preferred_name ?? person.given_name;
  return (
    <div className="stack people">
      <PageHeader
        title={t('title', { name })}
        back={<BackToPerson person={person} />}
        sub={`${t('intro', { name })} ${t('noted')}`}
      />
      {found.isPending ? <Skeleton kind="rows" lines={4} /> : null}
      {found.isError ? (
        <ErrorState error={found.error} what={t('failed', { name })} retry={() => void found.refetch()} />
      ) : null}
      {found.data ? <Seen preview={found.data} name={name} /> : null}
    </div>
  );
}

function Seen({ preview, name }: { preview: PreviewOut; name: string }) {
  const t = useTranslations('people.preview');
  const inactive = preview.person.status !== 'active' || Boolean(preview.person.archived_at);
  return (
    <>
      {preview.whole ? null : <Notice>{t('part')}</Notice>}
      {inactive && preview.person.status !== 'invited' ? (
        <Notice tone="warn">{t('inactive', { name })}</Notice>
      ) : null}
      <Section title={t('homes')}>
        {preview.homes.length === 0 ? (
          <p className="quiet">{t('homesNone', { name })}</p>
        ) : (
          <Homes homes={preview.homes} />
        )}
      </Section>
      <Section title={t('modules')}>
        {preview.modules.some(({ can }) => can.length > 0) ? (
          <Modules modules={preview.modules.filter(({ can }) => can.length > 0)} />
        ) : (
          <p className="quiet">{t('modulesNone')}</p>
        )}
      </Section>
    </>
  );
}

function Homes({ homes }: { homes: readonly PreviewHome[] }) {
  const t = useTranslations('people.preview');
  const w = useRightWords();
  const format = useFormatter();
  const as = (home: PreviewHome) =>
    [
      ...(home.manager ? [w.right('home_manager', home.manager)] : []),
      ...home.grades.map((grade) => w.right('membership', grade)),
    ].join(', ');
  const columns: Column<PreviewHome>[] = [
    { id: 'home', label: t('home'), cell: (home) => <b>{home.name}</b> },
    { id: 'as', label: t('as'), cell: (home) => as(home) || t('reads') },
    { id: 'residents', label: t('residents'), numeric: true, cell: (home) => format.number(home.residents) },
    { id: 'people', label: t('people'), numeric: true, cell: (home) => format.number(home.people) },
  ];
  return <Table label={t('homes')} columns={columns} rows={homes} rowId={({ id }) => id} />;
}

function Modules({ modules }: { modules: readonly PreviewModule[] }) {
  const t = useTranslations('people.preview');
  const format = useFormatter();
  // A module or a verb of a newer server has no words here: then its own name stands there.
  const moduleName = (name: string) =>
    t.has(`moduleName.${name as 'people'}`) ? t(`moduleName.${name as 'people'}`) : name;
  const verb = (name: string) => (t.has(`verb.${name as 'get'}`) ? t(`verb.${name as 'get'}`) : name);
  const columns: Column<PreviewModule>[] = [
    { id: 'module', label: t('module'), cell: ({ module }) => <b>{moduleName(module)}</b> },
    { id: 'may', label: t('may'), cell: ({ can }) => can.map(verb).join(', ') },
    {
      id: 'count',
      label: t('count'),
      numeric: true,
      cell: ({ count }) => (count == null ? <span className="quiet">–</span> : format.number(count)),
    },
  ];
  return <Table label={t('modules')} columns={columns} rows={modules} rowId={({ module }) => module} />;
}
