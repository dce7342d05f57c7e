import type { CarePlanOut, ClientPageOut } from '@almoner/client';
import { useStartCarePlan } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Button, EmptyState, Notice } from '~/kit';
import { useDeed } from '~/lib/deed';
import { calledName } from '~/residents/names';
import { dayOf } from '~/residents/when';
import { offersInitial } from '../initial/offered';
import { StartInitial } from '../initial/StartInitial';
import { BeginDraft } from './Drafts';

/** Whoever changes the record of a resident begins their plan: the server has the last word. */
const begins = ({ client }: ClientPageOut) => client.can.includes('update') && !client.archived_at;

/** There is none, also for whoever may begin one. */
export function NoPlan({ page }: { page: ClientPageOut }) {
  const t = useTranslations('plans.tab');
  const i = useTranslations('planInitial');
  const { client } = page;
  const full = begins(page);
  const initial = offersInitial(page);
  return (
    <EmptyState
      icon="edit"
      title={t('none')}
      action={
        full || initial ? (
          <>
            {full ? <BeginPlan client={client.id} act={t('begin')} /> : null}
            {initial ? <StartInitial client={client.id} beside={full} /> : null}
          </>
        ) : undefined
      }
    >
      {t('noneWhy', { name: calledName(client) })}
      {initial ? ` ${i('startWhy')}` : ''}
    </EmptyState>
  );
}

/** There is a plan, and care is given by none of its versions: it has ended, or was never published. */
export function NoActive({ plan, page }: { plan: CarePlanOut; page: ClientPageOut }) {
  const t = useTranslations('plans.tab');
  const i = useTranslations('planInitial');
  const initial = plan.can.includes('start_initial');
  const writes = plan.can.includes('start_version');
  const drafted = plan.drafts.length > 0;
  const { client } = page;
  const why = [
    drafted ? t('noActiveWhy') : t('endedWhy', { name: calledName(client) }),
    writes && !drafted ? t('endedRestore') : '',
    initial ? i('startWhy') : '',
  ];
  return (
    <EmptyState
      icon="edit"
      title={drafted ? t('noActive') : t('ended')}
      action={
        writes || initial ? (
          <>
            <BeginDraft plan={plan} />
            {initial ? <StartInitial client={client.id} beside={writes} /> : null}
          </>
        ) : undefined
      }
    >
      {why.filter(Boolean).join(' ')}
    </EmptyState>
  );
}

/** The last plan of somebody, archived: it is read, and another one can be begun. */
export function ArchivedPlan({ plan, page }: { plan: CarePlanOut; page: ClientPageOut }) {
  const t = useTranslations('plans.tab');
  const { client } = page;
  const initial = plan.can.includes('start_initial');
  const full = begins(page);
  const zone = client.home?.time_zone ?? 'Europe/London';
  return (
    <Notice
      tone="warn"
      title={t('archived')}
      action={
        full || initial ? (
          <>
            {full ? <BeginPlan client={client.id} act={t('beginAnother')} /> : null}
            {initial ? <StartInitial client={client.id} beside={full} /> : null}
          </>
        ) : undefined
      }
    >
      {t('archivedWhy', { day: dayOf(plan.archived_at!, zone) })}
    </Notice>
  );
}

/** Begins a plan and goes into its first draft. */
function BeginPlan({ client, act }: { client: string; act: string }) {
  const t = useTranslations('plans.tab');
  const navigate = useNavigate();
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
            params: { id: client, version: draft.id },
          });
        }
        return plan;
      },
    },
    () => ({ text: t('draftThere', { number: 1 }) }),
  );
  return (
    <Button tone="primary" icon="add" busy={begin.busy} onPress={() => begin.press([client, {}])}>
      {act}
    </Button>
  );
}
