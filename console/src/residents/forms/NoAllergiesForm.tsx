import type { ClientPageOut } from '@almoner/client';
import { useNoteNoKnownAllergies } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { CancelLink, Checkbox, Link, PageHeader, TextField } from '~/kit';
import { FlowGate, useDone } from '../flows/shared';
import { calledName, shortName } from '../names';

/** Somebody was asked, and there is none. */
export function NoAllergiesForm({ id }: { id: string }) {
  return (
    <FlowGate
      id={id}
      offered={({ client }) => client.can.includes('propose_alert') && client.allergy_state === 'not_asked'}
    >
      {({ page }) => <NoAllergies page={page} />}
    </FlowGate>
  );
}

function NoAllergies({ page }: { page: ClientPageOut }) {
  const t = useTranslations('alerts.noneForm');
  const a = useTranslations('alerts.form');
  const f = useTranslations('form');
  const note = useNoteNoKnownAllergies();
  const { client } = page;
  const name = calledName(client);
  const done = useDone(client.id);
  const mayVerify = client.can.includes('verify_alert');
  const form = useForm({
    initial: { source: '', verify: false },
    draft: `resident.${client.id}.no-allergies`,
    check: ({ source }): Record<string, string> =>
      source.trim() ? {} : { source: f('needed', { label: t('source') }) },
    send: ({ source, verify }) =>
      note.mutateAsync([client.id, { source: source.trim(), ...(mayVerify && verify ? { verify } : {}) }]),
    done: () => done(t('done')),
  });
  const back = (
    <Link to="/residents/$id" params={{ id: client.id }}>
      {name}
    </Link>
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('title')} back={back} />
      <FormShell
        form={form}
        act={t('save')}
        cancel={<CancelLink to="/residents/$id" params={{ id: client.id }} />}
      >
        <p className="measure">{t('intro', { name: shortName(client) })}</p>
        <TextField {...form.bind('source')} label={t('source')} hint={t('sourceHint')} maxLength={300} />
        {mayVerify ? <Checkbox {...form.bind('verify')}>{a('verify')}</Checkbox> : null}
      </FormShell>
    </div>
  );
}
