import type { ClientIdentityOut, ClientOut, ClientPageOut } from '@almoner/client';
import { useCreateIdentity, useUpdateIdentity } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form } from '~/form';
import { CancelLink, Link, PageHeader } from '~/kit';
import { FlowGate, useDone } from '../flows/shared';
import { calledName } from '../names';
import {
  IdentityFields,
  identityBody,
  identityMistakes,
  identityValues,
  type IdentityValues,
} from './identity';
import { changesOf, given } from './patch';

/** NHS number, birth date, consent and capacity: written the first time, changed afterwards. */
export function IdentityForm({ id }: { id: string }) {
  return (
    <FlowGate
      id={id}
      offered={({ client, identity }) =>
        identity ? identity.can.includes('update') : client.can.includes('edit_identity')
      }
    >
      {({ page, zone }) =>
        page.identity ? (
          <ChangeIdentity page={page} zone={zone} identity={page.identity} />
        ) : (
          <FirstIdentity page={page} zone={zone} />
        )
      }
    </FlowGate>
  );
}

interface Props {
  page: ClientPageOut;
  zone: string;
}

function FirstIdentity({ page, zone }: Props) {
  const t = useTranslations('residents.form');
  const create = useCreateIdentity();
  const { client } = page;
  const done = useDone(client.id, { tab: 'identity' });
  const form = useForm({
    initial: identityValues(),
    draft: `resident.${client.id}.identity`,
    check: (values) => identityMistakes(values, t('nhsWrong')),
    send: (values) => create.mutateAsync([client.id, given(identityBody(values))]),
    done: () => done(t('identitySaved', { name: calledName(client) })),
  });
  return <Frame client={client} zone={zone} form={form} />;
}

function ChangeIdentity({ page, zone, identity }: Props & { identity: ClientIdentityOut }) {
  const t = useTranslations('residents.form');
  const update = useUpdateIdentity();
  const { client } = page;
  const done = useDone(client.id, { tab: 'identity' });
  const form = useForm({
    initial: identityValues(identity),
    record: identity,
    read: identityValues,
    draft: `resident.${client.id}.identity`,
    check: (values) => identityMistakes(values, t('nhsWrong')),
    send: (values, { record, before }) =>
      update.mutateAsync([record, changesOf(identityBody(before), identityBody(values))]),
    done: () => done(t('identitySaved', { name: calledName(client) })),
  });
  return <Frame client={client} zone={zone} form={form} />;
}

function Frame({ client, zone, form }: { client: ClientOut; zone: string; form: Form<IdentityValues> }) {
  const t = useTranslations('residents.form');
  const name = calledName(client);
  const back = (
    <Link to="/residents/$id" params={{ id: client.id }} search={{ tab: 'identity' }}>
      {name}
    </Link>
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('titleIdentity', { name })} back={back} />
      <FormShell
        form={form}
        act={t('save')}
        cancel={<CancelLink to="/residents/$id" params={{ id: client.id }} search={{ tab: 'identity' }} />}
      >
        <IdentityFields bind={form.bind} zone={zone} />
      </FormShell>
    </div>
  );
}
