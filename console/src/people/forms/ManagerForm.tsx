import type { ManagerKind } from '@almoner/client';
import { useCreateHomeManager } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Mistakes } from '~/form';
import { CancelLink, Link, PageHeader, RadioGroup } from '~/kit';
import { Forbidden } from '~/shell/pages';
import { OPEN, instantOf, problemsOf, tooLong, type Edge } from '../span';
import { MANAGER_KINDS } from '../vocabulary';
import { useHomes, useMayGive } from '../zones';
import '../people.css';
import { HomeField } from './HomeField';
import { PersonField, type Chosen } from './PersonField';
import { BackToPerson, PersonGate, useDone, useDoneHome } from './shared';
import { SpanFields } from './SpanFields';

/** A home to manage: by an owner of any kind, by a manager a cover. */
export function NameManager({ id }: { id: string }) {
  return (
    <PersonGate id={id} verb="add_home_manager">
      {(person) => <ManagerForm person={person} />}
    </PersonGate>
  );
}

export function NameManagerOf({ homeId }: { homeId: string }) {
  const { homes } = useMayGive();
  const home = homes.find(({ id }) => id === homeId);
  return home ? <ManagerForm home={home} /> : <Forbidden />;
}

interface Values {
  profile_id: Chosen | null;
  care_home_id: string | null;
  kind: ManagerKind | null;
  from: Edge;
  until: Edge;
}

function ManagerForm({ person, home }: { person?: Chosen; home?: { id: string; name: string } }) {
  const t = useTranslations('people.manager');
  const s = useTranslations('people.span');
  const m = useTranslations('people.membership');
  const i = useTranslations('people.inviteForm');
  const p = useTranslations('people.homePage');
  const r = useTranslations('rights');
  const create = useCreateHomeManager();
  const done = useDone();
  const doneHome = useDoneHome();
  const { homes, owner, me } = useMayGive();
  const { zoneOf, nameOf } = useHomes();
  const homeOf = (values: Values) =>
    home?.id ?? values.care_home_id ?? (homes.length === 1 ? homes[0]!.id : null);
  const kindOf = (values: Values) => (owner ? values.kind : 'cover');
  const form = useForm({
    initial: {
      profile_id: person ? { id: person.id, name: person.name } : null,
      care_home_id: null,
      kind: null,
      from: OPEN,
      until: OPEN,
    } as Values,
    draft: `manager.${person?.id ?? home?.id}`,
    check: (values): Mistakes => {
      const zone = zoneOf(homeOf(values));
      const cover = kindOf(values) === 'cover';
      const until = cover ? { ...values.until, set: true } : values.until;
      const wrong = problemsOf(values.from, until, zone);
      const mistakes: Mistakes = {
        ...(values.profile_id ? {} : { profile_id: m('choosePerson') }),
        ...(homeOf(values) ? {} : { care_home_id: i('chooseHome') }),
        ...(kindOf(values) ? {} : { kind: t('chooseKind') }),
        ...(wrong.from ? { from: s('needDay') } : {}),
      };
      if (wrong.until)
        mistakes['until'] = wrong.until === 'order' ? s('order') : cover ? t('coverEnd') : s('needDay');
      else if (cover && tooLong(values.from, until, zone)) mistakes['until'] = t('coverLong');
      return mistakes;
    },
    send: (values) => {
      const zone = zoneOf(homeOf(values));
      const kind = kindOf(values)!;
      const from = instantOf(values.from, 'from', zone);
      const until = instantOf({ ...values.until, set: values.until.set || kind === 'cover' }, 'until', zone);
      return create.mutateAsync([
        {
          profile_id: values.profile_id!.id,
          care_home_id: homeOf(values)!,
          kind,
          ...(from ? { from } : {}),
          ...(until ? { until } : {}),
        },
      ]);
    },
    done: (made) => {
      const text = t('done', { name: made.person ?? '', home: made.care_home ?? '' });
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
  return (
    <div className="stack loose form-page">
      <PageHeader
        title={person ? t('title', { name: person.name }) : t('titleHome', { home: home!.name })}
        back={back}
        sub={owner ? undefined : t('coverOnly')}
      />
      <FormShell form={form} act={t('act')} cancel={cancel}>
        {person ? null : (
          // An owner may take a home on themself, with a fresh code.
          <PersonField {...form.bind('profile_id')} label={t('person')} {...(owner ? {} : { except: me })} />
        )}
        {!home && homes.length > 1 ? (
          <HomeField {...form.bind('care_home_id')} label={t('home')} homes={homes} />
        ) : null}
        {owner ? (
          <RadioGroup<ManagerKind>
            {...form.bind('kind')}
            label={t('kind')}
            options={MANAGER_KINDS.map((id) => ({
              id,
              label: r(`manager.${id}`),
              hint: r(`managerHint.${id}`),
            }))}
          />
        ) : null}
        <SpanFields
          from={form.values.from}
          until={form.values.until}
          onChange={form.set}
          mistakes={form.mistakes}
          homeName={home?.name ?? nameOf(homeOf(form.values)) ?? t('home')}
          ends={kindOf(form.values) === 'cover'}
        />
      </FormShell>
    </div>
  );
}
