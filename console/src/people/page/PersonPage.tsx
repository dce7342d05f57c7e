import { isApiError, type PersonWith } from '@almoner/client';
import { usePerson, useRestorePerson, useSession } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import {
  Badge,
  Button,
  EmptyState,
  ErrorState,
  Link,
  LinkButton,
  Notice,
  PageHeader,
  Skeleton,
  Tabs,
} from '~/kit';
import { dayOf, momentWords } from '~/residents/when';
import { useDeed } from '~/lib/deed';
import { PersonStatus, ZONE, isOver } from '../list/columns';
import '../people.css';
import { useRightWords } from '../vocabulary';
import { Actions } from './Actions';
import { Overview } from './Overview';
import { RightsTab } from './RightsTab';
import { tabsOf, type PersonTab } from './tabs';
import { WorkTab } from './WorkTab';

/** One request for the whole page; what the reader may not know comes back empty. */
export const PARTS = { include: ['memberships', 'sign_in', 'private'] } satisfies {
  include: ('memberships' | 'sign_in' | 'private')[];
};

export interface PersonPageProps {
  id: string;
  tab: PersonTab;
  onTab: (tab: PersonTab) => void;
}

/** One person: who they are, what they hold and held, how they are reached, how they sign in. */
export function PersonPage({ id, tab, onTab }: PersonPageProps) {
  const t = useTranslations('people.page');
  const query = usePerson(id, PARTS);
  const person = query.data;
  if (!person) return <NoPerson query={query} />;
  const tabs = tabsOf(person);
  const shown = tabs.includes(tab) ? tab : 'overview';
  const content: Record<PersonTab, ReactNode> = {
    overview: <Overview person={person} />,
    rights: <RightsTab person={person} />,
    work: <WorkTab person={person} />,
  };
  return (
    <div className="stack people">
      <Header person={person} />
      {query.isError ? (
        <ErrorState inline error={query.error} what={t('stale')} retry={() => void query.refetch()} />
      ) : null}
      <State person={person} />
      <Tabs
        label={t('sections', { name: person.name })}
        value={shown}
        onChange={onTab}
        tabs={tabs.map((one) => ({ id: one, label: t(`tab.${one}`), content: content[one] }))}
      />
    </div>
  );
}

/** While a person is loading, is not there, or could not be read. The same for "does not exist" and "is not yours". */
export function NoPerson({
  query,
}: {
  query: { isPending: boolean; error: unknown; refetch: () => unknown };
}) {
  const t = useTranslations('people.page');
  if (query.isPending) return <Skeleton kind="page" lines={6} />;
  if (isApiError(query.error, 'not_found', 'forbidden', 'bad_request')) {
    return (
      <EmptyState
        page
        icon="people"
        title={t('notFoundTitle')}
        action={<LinkButton to="/people">{t('toList')}</LinkButton>}
      >
        {t('notFound')}
      </EmptyState>
    );
  }
  return <ErrorState page error={query.error} what={t('failed')} retry={() => void query.refetch()} />;
}

function Header({ person }: { person: PersonWith }) {
  const t = useTranslations('people.page');
  const p = useTranslations('people');
  const w = useRightWords();
  const me = useSession().data?.person?.id === person.id;
  return (
    <PageHeader
      title={person.name}
      back={<Link to="/people">{p('back')}</Link>}
      sub={
        <span className="resident-line">
          <span>{w.job(person.job_title)}</span>
          <PersonStatus person={person} />
          {me ? <Badge>{t('you')}</Badge> : null}
        </span>
      }
      actions={<Actions person={person} />}
    />
  );
}

/** What one has to know before anything else: not joined yet, no access, archived. */
function State({ person }: { person: PersonWith }) {
  const t = useTranslations('people.page');
  const { name } = person;
  const restore = useDeed(useRestorePerson(), () => ({ text: t('restored', { name }) }));
  if (person.archived_at) {
    return (
      <Notice
        tone="warn"
        title={t('archivedTitle')}
        action={
          person.can.includes('restore') ? (
            <Button busy={restore.busy} onPress={() => restore.press([person])}>
              {t('restore')}
            </Button>
          ) : undefined
        }
      >
        {t('archived', { day: dayOf(person.archived_at, ZONE), reason: person.archive_reason ?? '' })}
      </Notice>
    );
  }
  const ends = person.sign_in?.invitation_ends_at;
  if (person.status === 'invited' && ends) {
    const over = isOver(ends);
    return (
      <Notice tone={over ? 'warn' : 'info'} title={t('invitedTitle', { name })}>
        {t(over ? 'invitedEnded' : 'invited', { when: momentWords(ends, ZONE) })}
      </Notice>
    );
  }
  if (person.status === 'disabled') {
    return (
      <Notice tone="warn" title={t('disabledTitle', { name })}>
        {t('disabled')}
      </Notice>
    );
  }
  return null;
}
