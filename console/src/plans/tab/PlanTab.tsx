import { isApiError, type CarePlanOut, type ClientPageOut } from '@almoner/client';
import { useCarePlan, useStartCarePlan, useTaskDefinitions } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, Skeleton } from '~/kit';
import { useDeed } from '~/lib/deed';
import { calledName } from '~/residents/names';
import '../plans.css';
import { PlanWords } from '../PlanWords';
import { SectionsView } from '../SectionsView';
import { Drafts } from './Drafts';
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
      {plan.active ? (
        <Active plan={plan} page={page} fetchedAt={query.dataUpdatedAt} />
      ) : (
        <EmptyState icon="edit" title={t('tab.noActive')}>
          {t('tab.noActiveWhy')}
        </EmptyState>
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
      <VersionHead plan={plan} version={version} page={page} />
      <Receipt
        key={version.id}
        version={version}
        who={calledName(page.client)}
        home={page.client.holding_home_id}
        zone={zone}
        fetchedAt={fetchedAt}
      />
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

/** There is none, also for whoever may begin one. */
function NoPlan({ page }: { page: ClientPageOut }) {
  const t = useTranslations('plans.tab');
  const navigate = useNavigate();
  const { client } = page;
  const start = useStartCarePlan();
  const begin = useDeed(
    {
      ...start,
      mutateAsync: async (input: Parameters<typeof start.mutateAsync>[0]) => {
        const plan = await start.mutateAsync(input);
        const draft = plan.drafts[0];
        if (draft) {
          await navigate({
            to: '/residents/$id/plan/$version/edit',
            params: { id: client.id, version: draft.id },
          });
        }
        return plan;
      },
    },
    () => ({ text: t('draftThere', { number: 1 }) }),
  );
  return (
    <EmptyState
      icon="edit"
      title={t('none')}
      action={
        // Whoever changes the record of a resident begins their plan: the server has the last word.
        client.can.includes('update') ? (
          <Button tone="primary" icon="add" busy={begin.busy} onPress={() => begin.press([client.id, {}])}>
            {t('begin')}
          </Button>
        ) : undefined
      }
    >
      {t('noneWhy', { name: calledName(client) })}
    </EmptyState>
  );
}
