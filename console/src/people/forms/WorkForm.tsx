import type { PersonWith, PrivateOut, PrivatePatch, RegistrationBody } from '@almoner/client';
import { useUpdatePrivate } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form } from '~/form';
import {
  CancelLink,
  DateField,
  NumberField,
  PageHeader,
  RadioGroup,
  Section,
  Select,
  TextField,
} from '~/kit';
import { changesOf, orNull } from '~/residents/forms/patch';
import { Forbidden } from '~/shell/pages';
import { BODIES } from '../vocabulary';
import { BackToPerson, PersonGate, useDone } from './shared';

type Known = 'yes' | 'no' | 'unknown';
type Body = RegistrationBody | 'none';

interface WorkValues {
  email: string;
  phone: string;
  emergency_contact: string;
  staff_number: string;
  birth_date: string | null;
  contract_hours: number | null;
  weekly_hours_cap: number | null;
  weekly_hours_cap_reason: string;
  right_to_work_until: string | null;
  right_to_work_checked_on: string | null;
  dbs_certificate_date: string | null;
  dbs_update_service: Known;
  registration_body: Body;
  registration_number: string;
  registration_expires: string | null;
}

function read(row: PrivateOut): WorkValues {
  const update = row.dbs_update_service;
  return {
    email: row.email ?? '',
    phone: row.phone ?? '',
    emergency_contact: row.emergency_contact ?? '',
    staff_number: row.staff_number ?? '',
    birth_date: row.birth_date ?? null,
    contract_hours: row.contract_hours ?? null,
    weekly_hours_cap: row.weekly_hours_cap ?? null,
    weekly_hours_cap_reason: row.weekly_hours_cap_reason ?? '',
    right_to_work_until: row.right_to_work_until ?? null,
    right_to_work_checked_on: row.right_to_work_checked_on ?? null,
    dbs_certificate_date: row.dbs_certificate_date ?? null,
    dbs_update_service: update == null ? 'unknown' : update ? 'yes' : 'no',
    registration_body: (row.registration_body as RegistrationBody | null | undefined) ?? 'none',
    registration_number: row.registration_number ?? '',
    registration_expires: row.registration_expires ?? null,
  };
}

function body(values: WorkValues): Required<PrivatePatch> {
  const { dbs_update_service: update, registration_body: register } = values;
  return {
    ...values,
    email: orNull(values.email),
    phone: orNull(values.phone),
    emergency_contact: orNull(values.emergency_contact),
    staff_number: orNull(values.staff_number),
    weekly_hours_cap_reason: orNull(values.weekly_hours_cap_reason),
    dbs_update_service: update === 'unknown' ? null : update === 'yes',
    registration_body: register === 'none' ? null : register,
    registration_number: orNull(values.registration_number),
  };
}

/** Only what somebody changed; an emptied field is null. */
export function workPatch(before: WorkValues, after: WorkValues): PrivatePatch {
  return changesOf(body(before), body(after));
}

export function EditWork({ id }: { id: string }) {
  return (
    <PersonGate id={id} verb="update_private">
      {(person) => (person.private ? <Edit person={person} row={person.private} /> : <Forbidden />)}
    </PersonGate>
  );
}

function Edit({ person, row }: { person: PersonWith; row: PrivateOut }) {
  const t = useTranslations('people.work');
  const update = useUpdatePrivate();
  const done = useDone();
  // It is found by its person; it has no id of its own to give.
  const record = { ...row, id: row.profile_id };
  const form = useForm({
    initial: read(row),
    record,
    read,
    draft: `person.${person.id}.work`,
    send: (values, { record: at, before }) =>
      update.mutateAsync([
        { profile_id: row.profile_id, version: at.version },
        workPatch(before, values),
      ]) as Promise<PrivateOut>,
    done: () => done(person.id, t('saved'), 'work'),
  });
  const back = <BackToPerson person={person} tab="work" />;
  const may = (...names: (keyof WorkValues)[]) => names.some((name) => row.can_change.includes(name));
  return (
    <div className="stack loose form-page">
      <PageHeader
        title={t('title', { name: person.name })}
        back={back}
        sub={may('staff_number', 'contract_hours') ? undefined : t('some')}
      />
      <FormShell
        form={form}
        act={t('save')}
        cancel={<CancelLink to="/people/$id" params={{ id: person.id }} search={{ tab: 'work' }} />}
      >
        <Contact form={form} may={may} />
        {may('staff_number', 'birth_date', 'contract_hours') ? <Employment form={form} may={may} /> : null}
        {may('right_to_work_until', 'dbs_certificate_date') ? <Checks form={form} may={may} /> : null}
      </FormShell>
    </div>
  );
}

interface PartProps {
  form: Form<WorkValues>;
  may: (...names: (keyof WorkValues)[]) => boolean;
}

function Contact({ form, may }: PartProps) {
  const t = useTranslations('people.work');
  return (
    <Section title={t('contact')}>
      {may('email') ? (
        <TextField
          {...form.bind('email')}
          label={t('email')}
          hint={t('emailHint')}
          type="email"
          inputMode="email"
          autoComplete="off"
          spellCheck="false"
          optional
        />
      ) : null}
      {may('phone') ? (
        <TextField
          {...form.bind('phone')}
          label={t('phone')}
          type="tel"
          inputMode="tel"
          width="short"
          maxLength={40}
          autoComplete="off"
          optional
        />
      ) : null}
      {may('emergency_contact') ? (
        <TextField
          {...form.bind('emergency_contact')}
          label={t('emergency')}
          hint={t('emergencyHint')}
          lines={2}
          maxLength={300}
          optional
        />
      ) : null}
    </Section>
  );
}

function Employment({ form }: PartProps) {
  const t = useTranslations('people.work');
  return (
    <Section title={t('employment')}>
      <TextField
        {...form.bind('staff_number')}
        label={t('staffNumber')}
        width="code"
        maxLength={40}
        autoComplete="off"
        optional
      />
      <DateField {...form.bind('birth_date')} label={t('birth')} optional />
      <NumberField
        {...form.bind('contract_hours')}
        label={t('contract')}
        min={0}
        max={168}
        step={0.5}
        optional
      />
      <NumberField
        {...form.bind('weekly_hours_cap')}
        label={t('cap')}
        hint={t('capHint')}
        min={0}
        max={168}
        step={0.5}
        optional
      />
      {form.values.weekly_hours_cap === null ? null : (
        <TextField
          {...form.bind('weekly_hours_cap_reason')}
          label={t('capReason')}
          hint={t('capReasonHint')}
          maxLength={300}
          optional
        />
      )}
    </Section>
  );
}

function Checks({ form }: PartProps) {
  const t = useTranslations('people.work');
  return (
    <Section title={t('checks')}>
      <DateField {...form.bind('right_to_work_checked_on')} label={t('rtwChecked')} optional />
      <DateField {...form.bind('right_to_work_until')} label={t('rtw')} hint={t('rtwHint')} optional />
      <DateField {...form.bind('dbs_certificate_date')} label={t('dbs')} optional />
      <RadioGroup<Known>
        {...form.bind('dbs_update_service')}
        label={t('dbsUpdate')}
        inline
        options={[
          { id: 'yes', label: t('dbsYes') },
          { id: 'no', label: t('dbsNo') },
          { id: 'unknown', label: t('dbsUnknown') },
        ]}
      />
      <Select<Body>
        {...form.bind('registration_body')}
        label={t('body')}
        options={[
          { id: 'none', label: t('bodyNone') },
          ...BODIES.map((one) => ({ id: one, label: t(`bodies.${one}`) })),
        ]}
      />
      {form.values.registration_body === 'none' ? null : (
        <>
          <TextField
            {...form.bind('registration_number')}
            label={t('number')}
            width="short"
            maxLength={40}
            autoComplete="off"
            optional
          />
          <DateField {...form.bind('registration_expires')} label={t('expires')} optional />
        </>
      )}
    </Section>
  );
}
