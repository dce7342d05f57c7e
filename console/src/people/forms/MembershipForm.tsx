import type { Grade } from '@almoner/client';
import { useCreateMembership } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelLink, PageHeader, RadioGroup, TextField, Link } from '~/kit';
import { Forbidden } from '~/shell/pages';
import { OPEN, instantOf, problemsOf, type Edge } from '../span';
import { GRADES, useRightWords } from '../vocabulary';
import { useHomes, useMayGive } from '../zones';
import '../people.css';
import { HomeField } from './HomeField';
import { PersonField, type Chosen } from './PersonField';
import { BackToPerson, PersonGate, useDone, useDoneHome } from './shared';
import { SpanFields } from './SpanFields';

/** A grade in a home for somebody who is here. */
export function AddMembership({ id }: { id: string }) {
  return (
    <PersonGate id={id} verb="add_membership">
      {(person) => <MembershipForm person={person} />}
    </PersonGate>
  );
}

/** The same from the page of a home: the person is asked. */
export function AddToHome({ homeId }: { homeId: string }) {
  const { homes } = useMayGive();
  const home = homes.find(({ id }) => id === homeId);
  return home ? <MembershipForm home={home} /> : <Forbidden />;
}

interface Values {
  profile_id: Chosen | null;
  care_home_id: string | null;
  grade: Grade | null;
  from: Edge;
  until: Edge;
  agency: string;
}

function MembershipForm({ person, home }: { person?: Chosen; home?: { id: string; name: string } }) {
  const t = useTranslations('people.membership');
  const s = useTranslations('people.span');
  const i = useTranslations('people.inviteForm');
  const p = useTranslations('people.homePage');
  const r = useTranslations('rights');
  const w = useRightWords();
  const create = useCreateMembership();
  const done = useDone();
  const doneHome = useDoneHome();
  const { homes, me } = useMayGive();
  const { zoneOf, nameOf } = useHomes();
  // Who may give rights in one home isn't asked which.
  const homeOf = (values: Values) =>
    home?.id ?? values.care_home_id ?? (homes.length === 1 ? homes[0]!.id : null);
  const form = useForm({
    initial: {
      profile_id: person ? { id: person.id, name: person.name } : null,
      care_home_id: null,
      grade: null,
      from: OPEN,
      until: OPEN,
      agency: '',
    } as Values,
    draft: `membership.${person?.id ?? home?.id}`,
    check: (values): Mistakes => {
      const wrong = problemsOf(values.from, values.until, zoneOf(homeOf(values)));
      return {
        ...(values.profile_id ? {} : { profile_id: t('choosePerson') }),
        ...(homeOf(values) ? {} : { care_home_id: i('chooseHome') }),
        ...(values.grade ? {} : { grade: i('chooseGrade') }),
        ...(wrong.from ? { from: s('needDay') } : {}),
        ...(wrong.until ? { until: wrong.until === 'day' ? s('needDay') : s('order') } : {}),
      };
    },
    send: (values) => {
      const zone = zoneOf(homeOf(values));
      const from = instantOf(values.from, 'from', zone);
      const until = instantOf(values.until, 'until', zone);
      const agency = values.agency.trim();
      return create.mutateAsync([
        {
          profile_id: values.profile_id!.id,
          care_home_id: homeOf(values)!,
          grade: values.grade!,
          ...(from ? { from } : {}),
          ...(until ? { until } : {}),
          ...(agency ? { agency } : {}),
        },
      ]);
    },
    done: (made) => {
      const text = t('done', {
        name: made.person ?? '',
        grade: w.right('membership', made.grade),
        home: made.care_home ?? '',
      });
      return home ? doneHome(home.id, text) : done(made.profile_id, text, 'rights');
    },
  });
  const back = person ? (
    <BackToPerson person={person} tab="rights" />
  ) : (
    <Link to="/homes/$homeId/people" params={{ homeId: home!.id }}>
      {p('title', { home: home!.name })}
    </Link>
  );
  const cancel = person ? (
    <CancelLink to="/people/$id" params={{ id: person.id }} search={{ tab: 'rights' }} />
  ) : (
    <CancelLink to="/homes/$homeId/people" params={{ homeId: home!.id }} />
  );
  const chosen = homeOf(form.values);
  return (
    <div className="stack loose form-page">
      <PageHeader
        title={person ? t('title', { name: person.name }) : t('titleHome', { home: home!.name })}
        back={back}
      />
      <FormShell form={form} act={t('act')} cancel={cancel}>
        {person ? null : (
          <PersonField {...form.bind('profile_id')} label={t('person')} hint={t('personHint')} except={me} />
        )}
        {!home && homes.length > 1 ? (
          <HomeField {...form.bind('care_home_id')} label={t('home')} homes={homes} />
        ) : null}
        <RadioGroup<Grade>
          {...form.bind('grade')}
          label={t('grade')}
          options={GRADES.map((id) => ({ id, label: r(`grade.${id}`), hint: r(`gradeHint.${id}`) }))}
        />
        <SpanFields
          from={form.values.from}
          until={form.values.until}
          onChange={form.set}
          mistakes={form.mistakes}
          homeName={home?.name ?? nameOf(chosen) ?? t('home')}
        />
        <TextField
          {...form.bind('agency')}
          label={t('agency')}
          hint={t('agencyHint')}
          maxLength={200}
          autoComplete="off"
          optional
        />
      </FormShell>
    </div>
  );
}
