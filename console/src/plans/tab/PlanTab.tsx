import { isApiError, type CarePlanOut, type ClientPageOut } from '@almoner/client';
import { useCarePlan, useTaskDefinitions } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ErrorState, Skeleton } from '~/kit';
import { calledName } from '~/residents/names';
import '../plans.css';
import { PlanWords } from '../PlanWords';
import { SectionsView } from '../SectionsView';
import { InForce } from '../initial/InForce';
import { SleepNotice } from '../sleep/SleepNotice';
import { Drafts } from './Drafts';
import { ArchivedPlan, NoActive, NoPlan } from './NoPlan';
import { ReadBy } from './ReadBy';
import { Receipt } from './Receipt';
import { ReviewsOf } from './ReviewsOf';
import { VersionHead } from './VersionHead';
import { Versions } from './Versions';

/** The care plan on the resident's page: what care is given by now, that one has read it, and how it came about. */
export default function PlanTab({ page }: { page: ClientPageOut }) {
  return (
    <PlanWords>
      <Tab page={page} />
    </PlanWords>
  );
}

function Tab({ page }: { page: ClientPageOut }) {
  const t = useTranslations('plans');
  const query = useCarePlan(page.client.id);
  const retry = () => void query.refetch();
  const plan = query.data;
  if (!plan) {
    if (query.isPending) return <Skeleton lines={8} />;
    if (isApiError(query.error, 'not_found')) return <NoPlan page={page} />;
    return <ErrorState error={query.error} what={t('failed')} retry={retry} />;
  }
  return (
    <div className="stack loose plan">
      {query.isError ? <ErrorState inline error={query.error} what={t('stale')} retry={retry} /> : null}
      <Drafts plan={plan} page={page} />
      {plan.archived_at ? <ArchivedPlan plan={plan} page={page} /> : null}
      {plan.active ? (
        <Active plan={plan} page={page} fetchedAt={query.dataUpdatedAt} />
      ) : plan.archived_at ? null : (
        <NoActive plan={plan} page={page} />
      )}
      <ReviewsOf page={page} />
      <Versions plan={plan} page={page} />
    </div>
  );
}

function Active({ plan, page, fetchedAt }: { plan: CarePlanOut; page: ClientPageOut; fetchedAt: number }) {
  const version = plan.active!;
  const tasks = useTaskDefinitions(version.id);
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  return (
    <>
      {plan.sleep ? <SleepNotice sleep={plan.sleep} plan={plan} page={page} /> : null}
      <VersionHead plan={plan} version={version} page={page} />
      {version.kind === 'initial' ? <InForce plan={plan} version={version} zone={zone} /> : null}
      {plan.archived_at ? null : (
        <Receipt
          key={version.id}
          version={version}
          who={calledName(page.client)}
          home={page.client.holding_home_id}
          zone={zone}
          fetchedAt={fetchedAt}
        />
      )}
      {tasks.isError && !tasks.data ? (
        <TasksFailed error={tasks.error} retry={() => void tasks.refetch()} />
      ) : null}
      <SectionsView sections={version.sections} tasks={tasks.data?.items ?? []} />
      <ReadBy version={version} zone={zone} all={plan.can.includes('start_version')} />
    </>
  );
}

function TasksFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations('planEditor.tasks');
  return <ErrorState inline error={error} what={t('failed')} retry={retry} />;
}
