import type { LabelOut, OrganisationOut, SettingsOut } from '@almoner/client';
import { useLabels, useOrganisation, useSettings } from '@almoner/client/react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import {
  Button,
  ErrorState,
  Facts,
  LinkButton,
  PageHeader,
  Section,
  Skeleton,
  Status,
  Table,
  type Column,
} from '~/kit';
import { dayWords } from '~/residents/when';
import { LabelDialog, useOurWord } from './LabelDialog';
import { OrganisationDialog } from './OrganisationDialog';

/** What an organisation decides for itself: its name, its words, its rules. */
export function SettingsPage() {
  const t = useTranslations('settings');
  const organisation = useOrganisation();
  const labels = useLabels();
  const settings = useSettings();
  const may = settings.data?.can.includes('update') ?? true;
  return (
    <div className="stack">
      <PageHeader
        title={t('title')}
        sub={may ? undefined : t('readOnly')}
        actions={
          <>
            <LinkButton to="/settings/notifications" icon="bell">
              {t('notifications')}
            </LinkButton>
            <LinkButton to="/settings/schedules" icon="history">
              {t('schedules')}
            </LinkButton>
          </>
        }
      />
      <div>
        <Read query={organisation}>{(data) => <Organisation organisation={data} />}</Read>
        <Read query={labels}>{(data) => <Words labels={data.items} />}</Read>
        <Read query={settings}>{(data) => <Rules settings={data} />}</Read>
      </div>
    </div>
  );
}

interface Query<T> {
  data: T | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
}

/** A part of the page that is read on its own: one that fails leaves the others standing. */
export function Read<T>({ query, children }: { query: Query<T>; children: (data: T) => ReactNode }) {
  const t = useTranslations('settings');
  const again = () => void query.refetch();
  if (query.data === undefined) {
    if (query.isPending) return <Skeleton lines={4} />;
    return <ErrorState error={query.error} what={t('failed')} retry={again} />;
  }
  return (
    <>
      {query.isError ? <ErrorState error={query.error} what={t('failed')} retry={again} inline /> : null}
      {children(query.data)}
    </>
  );
}

function Organisation({ organisation }: { organisation: OrganisationOut }) {
  const t = useTranslations('settings.organisation');
  const [open, setOpen] = useState(false);
  return (
    <Section
      title={t('title')}
      sub={t('hint')}
      actions={
        organisation.can.includes('update') ? (
          <Button icon="edit" onPress={() => setOpen(true)}>
            {t('edit')}
          </Button>
        ) : undefined
      }
    >
      <Facts items={[{ label: t('name'), value: organisation.name }]} />
      {open ? <OrganisationDialog organisation={organisation} onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}

function Words({ labels }: { labels: readonly LabelOut[] }) {
  const t = useTranslations('settings.words');
  const ours = useOurWord();
  const [open, setOpen] = useState<LabelOut>();
  const columns: Column<LabelOut>[] = [
    { id: 'word', label: t('word'), cell: ({ word }) => ours(word) },
    { id: 'one', label: t('one'), cell: ({ singular }) => <b>{singular}</b> },
    { id: 'many', label: t('many'), cell: ({ plural }) => plural },
    ...(labels.some(({ can }) => can.includes('update'))
      ? [
          {
            id: 'change',
            label: t('otherwise'),
            cell: (label: LabelOut) =>
              label.can.includes('update') ? (
                <Button
                  tone="quiet"
                  aria-label={t('change', { word: ours(label.word) })}
                  onPress={() => setOpen(label)}
                >
                  {t('changeShort')}
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
  return (
    <Section title={t('title')} sub={t('hint')}>
      <Table label={t('title')} columns={columns} rows={labels} rowId={({ id }) => id} />
      {open ? <LabelDialog label={open} onClose={() => setOpen(undefined)} /> : null}
    </Section>
  );
}

function Rules({ settings }: { settings: SettingsOut }) {
  const t = useTranslations('settings.rules');
  return (
    <Section
      title={t('title')}
      sub={t('hint')}
      actions={
        settings.can.includes('update') ? (
          <LinkButton to="/settings/rules" icon="edit">
            {t('edit')}
          </LinkButton>
        ) : undefined
      }
    >
      <Facts
        items={[
          { label: t('review'), value: t('days', { days: settings.review_cycle_days }) },
          { label: t('publish'), value: settings.two_person_publish ? t('publishTwo') : t('publishOne') },
          { label: t('keep'), value: t('years', { years: settings.retention_years }) },
          { label: t('factor'), value: settings.second_factor_required ? t('factorAll') : t('factorSome') },
          {
            label: t('quiet'),
            value: t('quietRange', {
              from: settings.quiet_from.slice(0, 5),
              to: settings.quiet_to.slice(0, 5),
            }),
          },
          ...settings.features.map((feature) => ({
            label: feature.says,
            value: (
              <>
                <Status state={feature.on ? 'active' : 'ended'}>{feature.on ? t('on') : t('off')}</Status>{' '}
                <span className="quiet small">{t('featureUntil', { day: dayWords(feature.gone_by) })}</span>
              </>
            ),
          })),
        ]}
      />
    </Section>
  );
}
