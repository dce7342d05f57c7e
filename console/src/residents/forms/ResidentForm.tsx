import type { ClientOut, ClientPatch } from '@almoner/client';
import { useCreateClient, useSession, useUpdateClient } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { CancelLink, Link, PageHeader, Section, Select, TextField, toast } from '~/kit';
import { FlowGate, useDone } from '../flows/shared';
import { calledName } from '../names';
import {
  IdentityFields,
  identityBody,
  identityMistakes,
  identityValues,
  type IdentityValues,
} from './identity';
import { changesOf, given, orNull, partOf, type BindOf } from './patch';
import { StaffField, type Person } from './StaffField';

interface NameValues {
  title: string;
  given_name: string;
  family_name: string;
  preferred_name: string;
  key_worker_id: Person | null;
}

interface NewValues extends NameValues, IdentityValues {
  holding_home_id: string | null;
}

function namesOf(client?: ClientOut): NameValues {
  return {
    title: client?.title ?? '',
    given_name: client?.given_name ?? '',
    family_name: client?.family_name ?? '',
    preferred_name: client?.preferred_name ?? '',
    key_worker_id: client?.key_worker ? { id: client.key_worker.id, name: client.key_worker.name } : null,
  };
}

function nameBody(values: NameValues) {
  return {
    title: orNull(values.title),
    given_name: values.given_name.trim(),
    family_name: values.family_name.trim(),
    preferred_name: orNull(values.preferred_name),
    key_worker_id: values.key_worker_id?.id ?? null,
  };
}

/** Only what somebody changed. */
export function namePatch(before: NameValues, after: NameValues): ClientPatch {
  return changesOf(nameBody(before), nameBody(after));
}

function useNameMistakes() {
  const t = useTranslations('residents.form');
  const f = useTranslations('form');
  return ({ given_name, family_name }: NameValues): Record<string, string> => ({
    ...(given_name.trim() ? {} : { given_name: f('needed', { label: t('given') }) }),
    ...(family_name.trim() ? {} : { family_name: f('needed', { label: t('family') }) }),
  });
}

/** Somebody new. Homes are those whose record one may write. */
export function NewResident() {
  const t = useTranslations('residents.form');
  const r = useTranslations('residents');
  const create = useCreateClient();
  const navigate = useNavigate();
  const homes = (useSession().data?.homes ?? []).filter((home) => home.manager);
  const nameMistakes = useNameMistakes();
  // Who manages one home isn't asked which, also when the homes came after the form.
  const homeOf = (values: NewValues) => values.holding_home_id ?? (homes.length === 1 ? homes[0]!.id : null);
  const form = useForm({
    initial: {
      ...namesOf(),
      ...identityValues(),
      holding_home_id: null,
    } as NewValues,
    draft: 'resident.new',
    check: (values) => ({
      ...(homeOf(values) ? {} : { holding_home_id: t('homeChoose') }),
      ...nameMistakes(values),
      ...identityMistakes(values, t('nhsWrong')),
    }),
    send: (values) => {
      const identity = given(identityBody(values));
      const body = {
        ...given(nameBody(values)),
        holding_home_id: homeOf(values)!,
        given_name: values.given_name.trim(),
        family_name: values.family_name.trim(),
        ...(Object.keys(identity).length > 0 ? { identity } : {}),
      };
      return create.mutateAsync([body]);
    },
    done: async (client) => {
      await navigate({ to: '/residents/$id', params: { id: client.id } });
      toast({ text: t('created', { name: calledName(client) }) });
    },
  });
  const home = homeOf(form.values);
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('titleNew')} back={<Link to="/residents">{r('back')}</Link>} />
      <FormShell form={form} act={t('create')} cancel={<CancelLink to="/residents" />}>
        <Section title={t('person')}>
          {homes.length > 1 ? (
            <Select
              {...form.bind('holding_home_id')}
              label={t('home')}
              options={homes.map(({ id, name }) => ({ id, label: name }))}
            />
          ) : null}
          <NameFields bind={partOf<NameValues>(form)} home={home ?? undefined} />
        </Section>
        <Section title={t('identity')} sub={t('identityHint')}>
          <IdentityFields
            bind={partOf<IdentityValues>(form)}
            zone={homes.find(({ id }) => id === home)?.time_zone ?? 'Europe/London'}
          />
        </Section>
      </FormShell>
    </div>
  );
}

function NameFields({ bind, home }: { bind: BindOf<NameValues>; home: string | undefined }) {
  const t = useTranslations('residents.form');
  return (
    <>
      <TextField {...bind('title')} label={t('title')} width="code" maxLength={30} optional />
      <TextField {...bind('given_name')} label={t('given')} maxLength={100} autoComplete="off" />
      <TextField {...bind('family_name')} label={t('family')} maxLength={100} autoComplete="off" />
      <TextField
        {...bind('preferred_name')}
        label={t('preferred')}
        hint={t('preferredHint')}
        maxLength={100}
        autoComplete="off"
        optional
      />
      <StaffField
        {...bind('key_worker_id')}
        label={t('worker')}
        hint={t('workerHint')}
        home={home}
        optional
      />
    </>
  );
}

export function EditResident({ id }: { id: string }) {
  return (
    <FlowGate id={id} offered={({ client }) => client.can.includes('update')}>
      {({ page }) => <Edit client={page.client} />}
    </FlowGate>
  );
}

function Edit({ client }: { client: ClientOut }) {
  const t = useTranslations('residents.form');
  const update = useUpdateClient(client.id);
  const done = useDone(client.id);
  const nameMistakes = useNameMistakes();
  const name = calledName(client);
  const form = useForm({
    initial: namesOf(client),
    record: client,
    read: namesOf,
    draft: `resident.${client.id}.names`,
    check: nameMistakes,
    send: (values, { record, before }) => update.mutateAsync({ record, patch: namePatch(before, values) }),
    done: (saved) => done(t('saved', { name: calledName(saved) })),
  });
  const back = (
    <Link to="/residents/$id" params={{ id: client.id }}>
      {name}
    </Link>
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('titleEdit', { name })} back={back} />
      <FormShell
        form={form}
        act={t('save')}
        cancel={<CancelLink to="/residents/$id" params={{ id: client.id }} />}
      >
        <NameFields bind={form.bind} home={client.holding_home_id} />
      </FormShell>
    </div>
  );
}
