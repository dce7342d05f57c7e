import type { HomeOut, SessionOut } from '@almoner/client';
import { useClientsPage, useEveryCareHome, usePeoplePage, useSession } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, ErrorState, LinkButton, Notice, PageHeader, Skeleton, Status, type State } from '~/kit';
import './homes.css';
import { stepsOf, type StepId, type StepNow } from './steps';

/** What there is already. Whoever owns the organisation sees all of it. */
function useSetUp(enabled: boolean) {
  const homes = useEveryCareHome({}, { enabled, staleTime: 60_000 });
  const people = usePeoplePage({ limit: 2 }, { enabled });
  const residents = useClientsPage({ limit: 1 }, { enabled });
  const all = [homes, people, residents];
  return {
    homes: homes.data ?? [],
    steps:
      homes.data && people.data && residents.data
        ? stepsOf({
            homes: homes.data,
            people: people.data.items.length,
            residents: residents.data.items.length,
          })
        : undefined,
    error: all.find(({ isError }) => isError)?.error,
    again: () => all.forEach((query) => void query.refetch()),
  };
}

/** The first-run path: from an empty organisation to a home with rooms, a team and residents. */
export function FirstSteps() {
  const t = useTranslations('homes.first');
  const session = useSession().data;
  const { homes, steps, error, again } = useSetUp(true);
  if (error) return <ErrorState page error={error} what={t('failed')} retry={again} />;
  if (!steps || !session) return <Skeleton kind="page" lines={6} />;
  const done = steps.every(({ state }) => state === 'done');
  return (
    <div className="stack loose">
      <PageHeader title={t('welcome')} sub={t('intro')} />
      {done ? (
        <EmptyState
          icon="check"
          title={t('all')}
          action={<LinkButton to="/residents">{t('allAct')}</LinkButton>}
        >
          {t('allWhy')}
        </EmptyState>
      ) : (
        <ol className="first-steps">
          {steps.map((step) => (
            <Step key={step.id} step={step} homes={homes} session={session} />
          ))}
        </ol>
      )}
    </div>
  );
}

const SHAPES: Record<StepNow['state'], State> = { done: 'done', next: 'active', later: 'due' };

function Step({ step, homes, session }: { step: StepNow; homes: readonly HomeOut[]; session: SessionOut }) {
  const t = useTranslations('homes.first');
  const adds = session.rights['clients']?.includes('create') ?? false;
  const why = step.id === 'residents' && !adds ? t('residentsManage') : t(`${step.id}Why`);
  return (
    <li
      className="card first-step"
      data-state={step.state}
      aria-current={step.state === 'next' ? 'step' : undefined}
    >
      <div className="row spread">
        <h2>{t(step.id)}</h2>
        <Status state={SHAPES[step.state]}>{t(step.state)}</Status>
      </div>
      {step.state === 'done' ? null : <p className="quiet measure">{why}</p>}
      {step.state === 'next' || (step.state === 'later' && step.id !== 'rooms' && homes.length > 0) ? (
        <div className="row">
          <Acts id={step.id} homes={homes} adds={adds} first={step.state === 'next'} />
        </div>
      ) : null}
    </li>
  );
}

function Acts(props: { id: StepId; homes: readonly HomeOut[]; adds: boolean; first: boolean }): ReactNode {
  const { id, homes, adds, first } = props;
  const t = useTranslations('homes.first');
  const tone = first ? 'primary' : 'plain';
  const [home] = homes;
  switch (id) {
    case 'home':
      return (
        <LinkButton to="/homes/new" tone={tone} icon="add">
          {t('home')}
        </LinkButton>
      );
    case 'rooms':
      return home ? (
        <LinkButton to="/homes/$homeId" params={{ homeId: home.id }} tone={tone} icon="bed">
          {t('roomsAct', { name: home.name })}
        </LinkButton>
      ) : null;
    case 'people':
      return (
        <>
          <LinkButton to="/people/invite" tone={tone} icon="add">
            {t('peopleAct')}
          </LinkButton>
          <LinkButton to="/import/staff">{t('peopleFile')}</LinkButton>
        </>
      );
    case 'residents':
      if (!adds) {
        return home ? (
          <LinkButton to="/homes/$homeId/people" params={{ homeId: home.id }} tone={tone}>
            {t('residentsTake', { name: home.name })}
          </LinkButton>
        ) : null;
      }
      return (
        <>
          <LinkButton to="/residents/new" tone={tone} icon="add">
            {t('residentsAct')}
          </LinkButton>
          <LinkButton to="/import/residents">{t('residentsFile')}</LinkButton>
        </>
      );
  }
}

/** On the homes' own pages, for an owner, as long as something is missing: what is next. */
export function FirstNotice({ owns }: { owns: boolean }) {
  const t = useTranslations('homes.first');
  const { steps } = useSetUp(owns);
  const next = steps?.find(({ state }) => state === 'next');
  if (!owns || !next || next.id === 'home') return null;
  return (
    <Notice action={<LinkButton to="/start">{t('noticeAct')}</LinkButton>}>
      {t('notice', { step: t(next.id).toLowerCase() })}
    </Notice>
  );
}
