import type { JobTitle, Persona, PersonOut, PersonPatch } from '@almoner/client';
import { useUpdatePerson } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { CancelLink, ComboBox, PageHeader, Select, TextField } from '~/kit';
import { changesOf, orNull } from '~/residents/forms/patch';
import { JOB_TITLES, PERSONAS } from '../vocabulary';
import { BackToPerson, PersonGate, useDone, useNeeded } from './shared';

interface ProfileValues {
  given_name: string;
  family_name: string;
  preferred_name: string;
  job_title: JobTitle;
  persona: Persona;
}

const read = (person: PersonOut): ProfileValues => ({
  given_name: person.given_name,
  family_name: person.family_name,
  preferred_name: person.preferred_name ?? '',
  job_title: person.job_title as JobTitle,
  persona: person.persona as Persona,
});

const body = (values: ProfileValues) => ({
  ...values,
  given_name: values.given_name.trim(),
  family_name: values.family_name.trim(),
  preferred_name: orNull(values.preferred_name),
});

/** Only what somebody changed. */
export function profilePatch(before: ProfileValues, after: ProfileValues): PersonPatch {
  return changesOf(body(before), body(after));
}

export function EditProfile({ id }: { id: string }) {
  return (
    <PersonGate id={id} verb="update">
      {(person) => <Edit person={person} />}
    </PersonGate>
  );
}

function Edit({ person }: { person: PersonOut }) {
  const t = useTranslations('people.edit');
  const r = useTranslations('rights');
  const update = useUpdatePerson(person.id);
  const done = useDone();
  const needed = useNeeded();
  const form = useForm({
    initial: read(person),
    record: person,
    read,
    draft: `person.${person.id}.profile`,
    check: ({ given_name, family_name }): Record<string, string> => ({
      ...(given_name.trim() ? {} : { given_name: needed(t('given')) }),
      ...(family_name.trim() ? {} : { family_name: needed(t('family')) }),
    }),
    send: (values, { record, before }) => update.mutateAsync({ record, patch: profilePatch(before, values) }),
    done: (saved) => done(saved.id, t('saved', { name: saved.name })),
  });
  const back = <BackToPerson person={person} />;
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('title', { name: person.name })} back={back} />
      <FormShell
        form={form}
        act={t('save')}
        cancel={<CancelLink to="/people/$id" params={{ id: person.id }} search={{}} />}
      >
        <TextField {...form.bind('given_name')} label={t('given')} maxLength={100} autoComplete="off" />
        <TextField {...form.bind('family_name')} label={t('family')} maxLength={100} autoComplete="off" />
        <TextField
          {...form.bind('preferred_name')}
          label={t('preferred')}
          hint={t('preferredHint')}
          maxLength={100}
          autoComplete="off"
          optional
        />
        <ComboBox
          {...form.bind('job_title')}
          label={t('job')}
          hint={t('jobHint')}
          options={JOB_TITLES.map((job) => ({ id: job, label: r(`job.${job}`) }))}
        />
        <Select
          {...form.bind('persona')}
          label={t('persona')}
          hint={t('personaHint')}
          options={PERSONAS.map((persona) => ({ id: persona, label: r(`persona.${persona}`) }))}
        />
      </FormShell>
    </div>
  );
}
