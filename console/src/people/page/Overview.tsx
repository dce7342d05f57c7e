import type { PersonWith } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Facts, Link, Section, Status } from '~/kit';
import { dayOf, momentWords } from '~/residents/when';
import { ZONE } from '../list/columns';
import { SpanText } from '../SpanText';
import { STATE_SHAPES, STATUS_SHAPES, isState, isStatus, useRightWords } from '../vocabulary';
import { useHomes } from '../zones';

/** Who it is, what they hold now, and how they sign in. */
export function Overview({ person }: { person: PersonWith }) {
  const t = useTranslations('people.page');
  const w = useRightWords();
  return (
    <div className="stack loose">
      <Section title={t('who')}>
        <Facts
          items={[
            { label: t('name'), value: `${person.given_name} ${person.family_name}` },
            ...(person.preferred_name ? [{ label: t('called'), value: person.preferred_name }] : []),
            { label: t('job'), value: w.job(person.job_title) },
            { label: t('first'), value: w.persona(person.persona) },
          ]}
        />
      </Section>
      {person.can.includes('get_private') ? (
        <>
          <RightsNow person={person} />
          <SignIn person={person} />
        </>
      ) : null}
    </div>
  );
}

function RightsNow({ person }: { person: PersonWith }) {
  const t = useTranslations('people.page');
  const w = useRightWords();
  const { zoneOf } = useHomes();
  const rights = person.memberships ?? [];
  return (
    <Section title={t('rightsNow')}>
      {rights.length === 0 ? <p className="quiet">{t('noRights')}</p> : null}
      <ul className="right-list">
        {rights.map((right) => (
          <li key={right.id}>
            <Status state={isState(right.state) ? STATE_SHAPES[right.state] : 'draft'}>
              {w.rightIn(right.kind, right.right, right.care_home)}
            </Status>
            <span className="quiet small">
              <SpanText right={right} zone={zoneOf(right.care_home_id)} />
            </span>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/people/$id" params={{ id: person.id }} search={{ tab: 'rights' }} className="standing">
          {t('allRights')}
        </Link>
      </p>
    </Section>
  );
}

function SignIn({ person }: { person: PersonWith }) {
  const t = useTranslations('people.page');
  const w = useRightWords();
  const facts = person.sign_in;
  const access = (
    <Status state={isStatus(person.status) ? STATUS_SHAPES[person.status] : 'draft'}>
      {w.status(person.status)}
    </Status>
  );
  return (
    <Section title={t('signIn')}>
      {facts ? (
        <Facts
          items={[
            { label: t('access'), value: access },
            ...(person.status === 'invited'
              ? [
                  { label: t('invitedAt'), value: facts.invited_at ? dayOf(facts.invited_at, ZONE) : null },
                  {
                    label: t('invitationEnds'),
                    value: facts.invitation_ends_at ? momentWords(facts.invitation_ends_at, ZONE) : null,
                  },
                ]
              : [
                  {
                    label: t('lastSeen'),
                    value: facts.last_seen_at ? momentWords(facts.last_seen_at, ZONE) : t('neverSeen'),
                  },
                  {
                    label: t('factor'),
                    value: (
                      <Status state={facts.second_factor ? 'done' : 'due'}>
                        {facts.second_factor ? t('factorOn') : t('factorOff')}
                      </Status>
                    ),
                  },
                ]),
          ]}
        />
      ) : (
        <p className="quiet">{t('signInNot')}</p>
      )}
    </Section>
  );
}
