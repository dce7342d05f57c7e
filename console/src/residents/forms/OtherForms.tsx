import type { ClientOut } from '@almoner/client';
import { useArchiveClient, useCreateExclusion, useRestoreClient } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { CancelLink, Link, PageHeader, TextField } from '~/kit';
import { useDeed } from '~/lib/deed';
import { FlowGate, useDone } from '../flows/shared';
import { calledName } from '../names';
import { StaffField, type Person } from './StaffField';

/** Archives a record that was made in error; the toast takes it back. */
export function ArchiveResident({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ client }) => client.can.includes('archive')}>
      {({ page }) => <Archive client={page.client} />}
    </FlowGate>
  );
}

function Archive({ client }: { client: ClientOut }) {
  const t = useTranslations('residents.archive');
  const p = useTranslations('residents.page');
  const f = useTranslations('form');
  const archive = useArchiveClient();
  const name = calledName(client);
  const done = useDone(client.id);
  const restore = useDeed(useRestoreClient(), () => ({ text: p('restored', { name }) }));
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }): Record<string, string> =>
      reason.trim() ? {} : { reason: f('needed', { label: t('reason') }) },
    send: ({ reason }) => archive.mutateAsync([client, { reason: reason.trim() }]),
    done: (archived) => done(t('done', { name }), () => restore.press([archived])),
  });
  const back = (
    <Link to="/residents/$id" params={{ id: client.id }}>
      {name}
    </Link>
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('title', { name })} back={back} />
      <FormShell
        form={form}
        act={t('act')}
        tone="danger"
        cancel={<CancelLink to="/residents/$id" params={{ id: client.id }} />}
      >
        <p className="measure">{t('intro')}</p>
        <TextField {...form.bind('reason')} label={t('reason')} lines={3} maxLength={500} />
      </FormShell>
    </div>
  );
}

/** Keeps a member of staff from a record. */
export function ExcludeForm({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ client }) => client.can.includes('exclude')}>
      {({ page }) => <Exclude client={page.client} />}
    </FlowGate>
  );
}

function Exclude({ client }: { client: ClientOut }) {
  const t = useTranslations('residents.exclusions');
  const f = useTranslations('form');
  const exclude = useCreateExclusion();
  const name = calledName(client);
  const done = useDone(client.id, { tab: 'exclusions' });
  const form = useForm({
    initial: { profile_id: null as Person | null, reason: '' },
    draft: `resident.${client.id}.exclude`,
    check: ({ profile_id, reason }): Record<string, string> => ({
      ...(profile_id ? {} : { profile_id: t('choosePerson') }),
      ...(reason.trim() ? {} : { reason: f('needed', { label: t('reason') }) }),
    }),
    send: ({ profile_id, reason }) =>
      exclude.mutateAsync([client.id, { profile_id: profile_id!.id, reason: reason.trim() }]),
    done: (exclusion) => done(t('added', { name: exclusion.person_name ?? t('unknown') })),
  });
  const back = (
    <Link to="/residents/$id" params={{ id: client.id }} search={{ tab: 'exclusions' }}>
      {name}
    </Link>
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('titleAdd', { name })} back={back} />
      <FormShell
        form={form}
        act={t('act')}
        cancel={<CancelLink to="/residents/$id" params={{ id: client.id }} search={{ tab: 'exclusions' }} />}
      >
        <StaffField {...form.bind('profile_id')} label={t('person')} home={client.holding_home_id} />
        <TextField {...form.bind('reason')} label={t('reason')} lines={3} maxLength={500} />
      </FormShell>
    </div>
  );
}
