import type { PersonOut, PersonWith, SignInFacts } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Link, Status, type Column } from '~/kit';
import { dayOf, momentWords, shortDay } from '~/residents/when';
import { STATUS_SHAPES, isStatus, useRightWords } from '../vocabulary';

/** Rights in one row; whoever has more is looked up. */
const MOST = 3;
/** The clock of the page: a list of people may span homes in several zones. */
export const ZONE = 'Europe/London';

/** Whether an invitation can't be accepted any more. */
export const isOver = (ends: string) => Date.parse(ends) <= Date.now();

/** Shape, word and colour of whether somebody may sign in; of somebody invited, how long the link is good. */
export function PersonStatus({ person, signIn }: { person: PersonOut; signIn?: SignInFacts | null }) {
  const t = useTranslations('people.list');
  const w = useRightWords();
  const ends = person.status === 'invited' ? signIn?.invitation_ends_at : null;
  return (
    <span className="person-status">
      <Status state={isStatus(person.status) ? STATUS_SHAPES[person.status] : 'draft'}>
        {w.status(person.status)}
      </Status>
      {ends ? (
        <span className="quiet small">
          {!isOver(ends) ? t('invitedUntil', { when: momentWords(ends, ZONE) }) : t('invitedOver')}
        </span>
      ) : null}
    </span>
  );
}

function Rights({ person }: { person: PersonWith }) {
  const t = useTranslations('people.list');
  const w = useRightWords();
  const rights = person.memberships ?? [];
  if (rights.length === 0) return <span className="quiet">{t('noRights')}</span>;
  return (
    <ul className="person-rights">
      {rights.slice(0, MOST).map((right) => (
        <li key={right.id}>
          {w.rightIn(right.kind, right.right, right.care_home)}
          {right.state === 'coming' ? <span className="quiet small"> {w.state('coming')}</span> : null}
        </li>
      ))}
      {rights.length > MOST ? <li className="quiet">{t('more', { count: rights.length - MOST })}</li> : null}
    </ul>
  );
}

/** The columns of the list. When somebody was last here shows only where the reader may know it of anybody. */
export function useColumns({ archived, seen }: { archived: boolean; seen: boolean }): Column<PersonWith>[] {
  const t = useTranslations('people.list');
  const w = useRightWords();
  return [
    {
      id: 'name',
      label: t('name'),
      sort: 'name',
      cell: (person) => (
        <span className="person-name">
          <Link to="/people/$id" params={{ id: person.id }} className="strong">
            {person.name}
          </Link>
          {person.preferred_name ? (
            <span className="quiet small">
              {person.given_name} {person.family_name}
            </span>
          ) : null}
          {archived && person.archived_at ? (
            <span className="quiet small">
              {t('archivedReason', {
                day: dayOf(person.archived_at, ZONE),
                reason: person.archive_reason ?? '',
              })}
            </span>
          ) : null}
        </span>
      ),
    },
    { id: 'job', label: t('job'), cell: (person) => w.job(person.job_title) },
    { id: 'rights', label: t('rights'), cell: (person) => <Rights person={person} /> },
    {
      id: 'status',
      label: t('status'),
      cell: (person) => <PersonStatus person={person} signIn={person.sign_in} />,
    },
    ...(seen
      ? [
          {
            id: 'seen',
            label: t('seen'),
            from: 'desktop',
            numeric: true,
            cell: ({ sign_in: facts }) =>
              facts?.last_seen_at ? (
                <time dateTime={facts.last_seen_at}>{shortDay(facts.last_seen_at, ZONE)}</time>
              ) : (
                <span className="quiet">{facts ? t('never') : ''}</span>
              ),
          } satisfies Column<PersonWith>,
        ]
      : []),
  ];
}
