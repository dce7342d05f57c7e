import type { ClientOut, ClientPageOut, ContactKind, ContactMayBeTold, ContactOut } from '@almoner/client';
import { useCreateContact, useUpdateContact } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form } from '~/form';
import {
  CancelLink,
  Checkbox,
  DateField,
  Link,
  NumberField,
  PageHeader,
  RadioGroup,
  Select,
  TextField,
  todayIn,
} from '~/kit';
import { FlowGate, useDone } from '../flows/shared';
import { calledName } from '../names';
import { CONTACT_KINDS } from '../vocabulary';
import { changesOf, given, orNull } from './patch';

interface ContactValues {
  name: string;
  relationship: string;
  kind: ContactKind | null;
  phone: string;
  email: string;
  address: string;
  next_of_kin: boolean;
  emergency_order: number | null;
  may_be_told: ContactMayBeTold | null;
  authority_seen_on: string | null;
  note: string;
}

const MAY_BE_TOLD = ['nothing', 'general', 'everything'] as const;

function contactValues(contact?: ContactOut): ContactValues {
  return {
    name: contact?.name ?? '',
    relationship: contact?.relationship ?? '',
    kind: contact?.kind ?? null,
    phone: contact?.phone ?? '',
    email: contact?.email ?? '',
    address: contact?.address ?? '',
    next_of_kin: contact?.next_of_kin ?? false,
    emergency_order: contact?.emergency_order ?? null,
    may_be_told: contact?.may_be_told ?? null,
    authority_seen_on: contact?.authority_seen_on ?? null,
    note: contact?.note ?? '',
  };
}

function contactBody(values: ContactValues) {
  return {
    name: values.name.trim(),
    relationship: values.relationship.trim(),
    kind: values.kind!,
    phone: orNull(values.phone),
    email: orNull(values.email),
    address: orNull(values.address),
    next_of_kin: values.next_of_kin,
    emergency_order: values.emergency_order,
    may_be_told: values.may_be_told!,
    authority_seen_on: values.authority_seen_on,
    note: orNull(values.note),
  };
}

export function ContactForm({ id, contact }: { id: string; contact: string | undefined }) {
  const find = (page: ClientPageOut) => page.contacts?.find((one) => one.id === contact);
  return (
    <FlowGate
      id={id}
      offered={(page) =>
        contact ? (find(page)?.can.includes('update') ?? false) : page.client.can.includes('add_contact')
      }
    >
      {({ page, zone }) => {
        const known = find(page);
        return known ? (
          <ChangeContact page={page} zone={zone} contact={known} />
        ) : (
          <NewContact page={page} zone={zone} />
        );
      }}
    </FlowGate>
  );
}

interface Props {
  page: ClientPageOut;
  zone: string;
}

function useContactMistakes() {
  const t = useTranslations('residents.contacts');
  const f = useTranslations('form');
  return (values: ContactValues): Record<string, string> => ({
    ...(values.name.trim() ? {} : { name: f('needed', { label: t('name') }) }),
    ...(values.relationship.trim() ? {} : { relationship: f('needed', { label: t('relationship') }) }),
    ...(values.kind ? {} : { kind: f('needed', { label: t('kind') }) }),
    ...(values.may_be_told ? {} : { may_be_told: f('needed', { label: t('mayBeTold') }) }),
  });
}

function NewContact({ page, zone }: Props) {
  const t = useTranslations('residents.contacts');
  const create = useCreateContact();
  const { client } = page;
  const done = useDone(client.id, { tab: 'contacts' });
  const form = useForm({
    initial: contactValues(),
    draft: `resident.${client.id}.contact`,
    check: useContactMistakes(),
    send: (values) => {
      const { name, relationship, ...rest } = contactBody(values);
      return create.mutateAsync([client.id, { name, relationship, ...given(rest) }]);
    },
    done: (saved) => done(t('saved', { name: saved.name })),
  });
  return (
    <Frame client={client} zone={zone} form={form} title={t('titleNew', { name: calledName(client) })} />
  );
}

function ChangeContact({ page, zone, contact }: Props & { contact: ContactOut }) {
  const t = useTranslations('residents.contacts');
  const update = useUpdateContact(contact.id);
  const { client } = page;
  const done = useDone(client.id, { tab: 'contacts' });
  const form = useForm({
    initial: contactValues(contact),
    record: contact,
    read: contactValues,
    draft: `resident.${client.id}.contact.${contact.id}`,
    check: useContactMistakes(),
    send: (values, { record, before }) =>
      update.mutateAsync({ record, patch: changesOf(contactBody(before), contactBody(values)) }),
    done: (saved) => done(t('saved', { name: saved.name })),
  });
  return <Frame client={client} zone={zone} form={form} title={t('titleChange')} />;
}

interface FrameProps {
  client: ClientOut;
  zone: string;
  form: Form<ContactValues>;
  title: string;
}

function Frame({ client, zone, form, title }: FrameProps) {
  const t = useTranslations('residents.contacts');
  const v = useTranslations('vocabulary');
  const { kind } = form.values;
  const authority = kind === 'lpa' || kind === 'deputy' || form.values.authority_seen_on !== null;
  const back = (
    <Link to="/residents/$id" params={{ id: client.id }} search={{ tab: 'contacts' }}>
      {calledName(client)}
    </Link>
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={title} back={back} />
      <FormShell
        form={form}
        act={t('save')}
        cancel={<CancelLink to="/residents/$id" params={{ id: client.id }} search={{ tab: 'contacts' }} />}
      >
        <TextField {...form.bind('name')} label={t('name')} autoComplete="off" />
        <TextField {...form.bind('relationship')} label={t('relationship')} hint={t('relationshipHint')} />
        <Select
          {...form.bind('kind')}
          label={t('kind')}
          options={CONTACT_KINDS.map((one) => ({ id: one, label: v(`contactKind.${one}`) }))}
        />
        <TextField
          {...form.bind('phone')}
          label={t('phone')}
          type="tel"
          width="short"
          autoComplete="off"
          optional
        />
        <TextField {...form.bind('email')} label={t('email')} type="email" autoComplete="off" optional />
        <TextField {...form.bind('address')} label={t('address')} lines={3} optional />
        <Checkbox {...form.bind('next_of_kin')}>{t('nextOfKin')}</Checkbox>
        <NumberField
          {...form.bind('emergency_order')}
          label={t('emergency')}
          hint={t('emergencyHint')}
          min={1}
          max={20}
          optional
        />
        <RadioGroup
          {...form.bind('may_be_told')}
          label={t('mayBeTold')}
          options={MAY_BE_TOLD.map((one) => ({ id: one, label: v(`mayBeTold.${one}`) }))}
        />
        {authority ? (
          <DateField
            {...form.bind('authority_seen_on')}
            label={t('authority')}
            max={todayIn(zone)}
            optional
          />
        ) : null}
        <TextField {...form.bind('note')} label={t('note')} lines={3} optional />
      </FormShell>
    </div>
  );
}
