import type { Grade, ManagerKind, Office } from '@almoner/client';
import { useInvite, useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form, type Mistakes } from '~/form';
import { CancelLink, CheckboxGroup, ComboBox, EmptyState, Link, PageHeader, Section, TextField } from '~/kit';
import { Forbidden } from '~/shell/pages';
import { useChosenHome } from '~/shell/home';
import { problemsOf, tooLong } from '../span';
import { GRADES, JOB_TITLES, MANAGER_KINDS, OFFICES } from '../vocabulary';
import { useHomes, useMayGive } from '../zones';
import '../people.css';
import { begun, inviteBody, isEmail, noInvite, placeOf, type InviteValues } from './invite';
import { RightRows } from './RightRows';
import { useDone, useNeeded } from './shared';
import { SpanFields } from './SpanFields';

/** Somebody new, with what they are given; they join by the link in the mail. */
export function InvitePerson() {
  const t = useTranslations('people.inviteForm');
  const p = useTranslations('people');
  const session = useSession().data;
  const { homes, owner } = useMayGive();
  if (!session) return null;
  if (!session.rights['people']?.includes('invite')) return <Forbidden />;
  if (homes.length === 0 && !owner)
    return (
      <EmptyState page icon="home" title={p('invite')}>
        {t('noHomes')}
      </EmptyState>
    );
  return <Invite />;
}

function Invite() {
  const t = useTranslations('people.inviteForm');
  const p = useTranslations('people');
  const invite = useInvite();
  const { homes, owner } = useMayGive();
  const { zoneOf } = useHomes();
  const chosen = useChosenHome();
  const first = homes.find(({ id }) => id === chosen?.id)?.id ?? (homes.length === 1 ? homes[0]!.id : null);
  const done = useDone();
  const check = useCheck();
  const form = useForm({
    initial: noInvite(first),
    draft: 'person.invite',
    place: placeOf,
    check,
    send: (values) => invite.mutateAsync([inviteBody(values, zoneOf)]),
    done: (person, values) => done(person.id, t('done', { name: person.name, email: values.email.trim() })),
  });
  const back = <Link to="/people">{p('back')}</Link>;
  return (
    <div className="stack loose form-page">
      <PageHeader title={t('title')} back={back} />
      <FormShell form={form} act={t('act')} cancel={<CancelLink to="/people" />}>
        <Who form={form} />
        <Rights form={form} />
        {owner ? <OwnersRights form={form} /> : null}
        <Section title={t('when')}>
          <SpanFields
            from={form.values.from}
            until={form.values.until}
            onChange={form.set}
            mistakes={form.mistakes}
            homeName={homes.find(({ id }) => id === form.values.memberships[0]?.home)?.name ?? t('home')}
          />
          {form.values.job_title === 'agency_worker' ? (
            <TextField
              {...form.bind('agency')}
              label={t('agency')}
              hint={t('agencyHint')}
              maxLength={200}
              optional
            />
          ) : null}
        </Section>
      </FormShell>
    </div>
  );
}

function useCheck() {
  const t = useTranslations('people.inviteForm');
  const m = useTranslations('people.manager');
  const s = useTranslations('people.span');
  const needed = useNeeded();
  const { zoneOf } = useHomes();
  return (values: InviteValues): Mistakes => {
    const mistakes: Mistakes = {};
    if (!values.given_name.trim()) mistakes['given_name'] = needed(t('given'));
    if (!values.family_name.trim()) mistakes['family_name'] = needed(t('family'));
    if (!isEmail(values.email)) mistakes['email'] = t('emailWrong');
    values.memberships.forEach((row, at) => {
      if (begun(row) && !row.home) mistakes[`memberships.${at}.home`] = t('chooseHome');
      if (begun(row) && !row.what) mistakes[`memberships.${at}.what`] = t('chooseGrade');
    });
    values.homes_managed.forEach((row, at) => {
      if (begun(row) && !row.home) mistakes[`homes_managed.${at}.home`] = t('chooseHome');
      if (begun(row) && !row.what) mistakes[`homes_managed.${at}.what`] = t('chooseKind');
    });
    const any = [...values.memberships, ...values.homes_managed].some(begun) || values.offices.length > 0;
    if (!any) mistakes['memberships'] = t('right');
    const zone = zoneOf(values.memberships[0]?.home);
    const wrong = problemsOf(values.from, values.until, zone);
    const cover = values.homes_managed.some(({ what }) => what === 'cover');
    if (wrong.from) mistakes['from'] = s('needDay');
    if (wrong.until) mistakes['until'] = wrong.until === 'day' ? s('needDay') : s('order');
    else if (cover && !values.until.set) mistakes['until'] = m('coverEnd');
    else if (cover && tooLong(values.from, values.until, zone)) mistakes['until'] = m('coverLong');
    return mistakes;
  };
}

interface PartProps {
  form: Form<InviteValues>;
}

function Who({ form }: PartProps) {
  const t = useTranslations('people.inviteForm');
  const r = useTranslations('rights');
  return (
    <Section title={t('person')}>
      <TextField {...form.bind('given_name')} label={t('given')} maxLength={100} autoComplete="off" />
      <TextField {...form.bind('family_name')} label={t('family')} maxLength={100} autoComplete="off" />
      <TextField
        {...form.bind('preferred_name')}
        label={t('preferred')}
        maxLength={100}
        autoComplete="off"
        optional
      />
      <TextField
        {...form.bind('email')}
        label={t('email')}
        hint={t('emailHint')}
        type="email"
        inputMode="email"
        autoComplete="off"
        spellCheck="false"
        maxLength={254}
      />
      <ComboBox
        {...form.bind('job_title')}
        label={t('job')}
        hint={t('jobHint')}
        options={JOB_TITLES.map((job) => ({ id: job, label: r(`job.${job}`) }))}
      />
    </Section>
  );
}

function Rights({ form }: PartProps) {
  const t = useTranslations('people.inviteForm');
  const r = useTranslations('rights');
  const { homes } = useMayGive();
  return (
    <RightRows<Grade>
      name="memberships"
      title={t('floor')}
      hint={t('floorHint')}
      what={t('grade')}
      options={GRADES.map((id) => ({ id, label: r(`grade.${id}`) }))}
      homes={homes}
      rows={form.values.memberships}
      onChange={(memberships) => form.set({ memberships })}
      mistakes={form.mistakes}
      add={form.values.memberships.length > 0 ? t('addHome') : t('addFirst')}
    />
  );
}

function OwnersRights({ form }: PartProps) {
  const t = useTranslations('people.inviteForm');
  const r = useTranslations('rights');
  const { homes } = useMayGive();
  const cover = form.values.homes_managed.some(({ what }) => what === 'cover');
  return (
    <>
      <RightRows<ManagerKind>
        name="homes_managed"
        title={t('managed')}
        hint={cover ? t('coverHint') : t('managedHint')}
        what={t('kind')}
        options={MANAGER_KINDS.map((id) => ({ id, label: r(`manager.${id}`) }))}
        homes={homes}
        rows={form.values.homes_managed}
        onChange={(homes_managed) => form.set({ homes_managed })}
        mistakes={form.mistakes}
        add={t('addManaged')}
      />
      <CheckboxGroup<Office>
        {...form.bind('offices')}
        label={t('offices')}
        hint={t('officesHint')}
        options={OFFICES.map((id) => ({ id, label: r(`office.${id}`), hint: r(`officeHint.${id}`) }))}
      />
    </>
  );
}
