import type { Office } from '@almoner/client';
import { useCreateOffice, useSession } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelLink, Link, Notice, PageHeader, RadioGroup, toast } from '~/kit';
import { Forbidden } from '~/shell/pages';
import { OFFICES } from '../vocabulary';
import { PersonField, type Chosen } from './PersonField';
import { BackToPerson, PersonGate, useDone } from './shared';

/** A right over the whole organisation, given by an owner right after a second factor; never to oneself. */
export function GiveOffice({ id }: { id: string }) {
  return (
    <PersonGate id={id} verb="give_office">
      {(person) => <OfficeForm person={person} />}
    </PersonGate>
  );
}

export function GiveNewOffice() {
  const may = useSession().data?.rights['people']?.includes('give_office');
  return may ? <OfficeForm /> : <Forbidden />;
}

function OfficeForm({ person }: { person?: Chosen }) {
  const t = useTranslations('people.office');
  const m = useTranslations('people.membership');
  const o = useTranslations('people.officesPage');
  const r = useTranslations('rights');
  const create = useCreateOffice();
  const me = useSession().data?.person?.id;
  const done = useDone();
  const navigate = useNavigate();
  const form = useForm({
    initial: {
      profile_id: person ? { id: person.id, name: person.name } : (null as Chosen | null),
      role: null as Office | null,
    },
    draft: `office.${person?.id ?? 'new'}`,
    check: ({ profile_id, role }): Mistakes => ({
      ...(profile_id ? {} : { profile_id: m('choosePerson') }),
      ...(role ? {} : { role: t('choose') }),
    }),
    send: ({ profile_id, role }) => create.mutateAsync([{ profile_id: profile_id!.id, role: role! }]),
    done: async (made) => {
      const text = t('done', { name: made.person ?? '' });
      if (person) return done(person.id, text, 'rights');
      await navigate({ to: '/people/offices' });
      toast({ text });
    },
  });
  const back = person ? (
    <BackToPerson person={person} tab="rights" />
  ) : (
    <Link to="/people/offices">{o('title')}</Link>
  );
  const cancel = person ? (
    <CancelLink to="/people/$id" params={{ id: person.id }} search={{ tab: 'rights' }} />
  ) : (
    <CancelLink to="/people/offices" />
  );
  return (
    <div className="stack loose form-page">
      <PageHeader title={person ? t('title', { name: person.name }) : t('titleNew')} back={back} />
      <FormShell form={form} act={t('act')} cancel={cancel}>
        <Notice>
          {t('code')} {t('told')}
        </Notice>
        {person ? null : <PersonField {...form.bind('profile_id')} label={t('person')} except={me} />}
        <RadioGroup<Office>
          {...form.bind('role')}
          label={t('role')}
          options={OFFICES.map((id) => ({ id, label: r(`office.${id}`), hint: r(`officeHint.${id}`) }))}
        />
      </FormShell>
    </div>
  );
}
