import type { CarePlanOut, CarePlanVersionOut, ClientPageOut } from '@almoner/client';
import { useStartDraft } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Button, LinkButton, Notice } from '~/kit';
import { useDeed } from '~/lib/deed';
import { dayOf } from '~/residents/when';

/** Begins a draft and goes into it. */
export function useBegin(client: string, said: (draft: CarePlanVersionOut) => string) {
  const navigate = useNavigate();
  const start = useStartDraft();
  const begin = async (input: Parameters<typeof start.mutateAsync>[0]) => {
    const draft = await start.mutateAsync(input);
    await navigate({ to: '/residents/$id/plan/$version/edit', params: { id: client, version: draft.id } });
    return draft;
  };
  return useDeed({ ...start, mutateAsync: begin }, (draft) => ({ text: said(draft) }));
}

/** A new draft of what is in force, for whoever may write one. Beside a draft that is there already it is not the likely step. */
export function BeginDraft({ plan }: { plan: CarePlanOut }) {
  const t = useTranslations('plans.tab');
  const l = useTranslations('planEditor.life');
  const begin = useBegin(plan.client_id, ({ number }) => l('started', { number }));
  if (!plan.can.includes('start_version')) return null;
  return (
    <Button
      tone={plan.drafts.length > 0 ? 'quiet' : 'primary'}
      icon="add"
      busy={begin.busy}
      onPress={() => begin.press([plan.id, {}])}
    >
      {t('draft')}
    </Button>
  );
}

/** Versions on their way, which care is not given by. Carers are told of none. */
export function Drafts({ plan, page }: { plan: CarePlanOut; page: ClientPageOut }) {
  const t = useTranslations('plans.tab');
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  return plan.drafts.map((draft) => {
    if (draft.kind === 'initial') return <InitialDraft key={draft.id} draft={draft} zone={zone} />;
    const review = draft.status === 'in_review';
    const name = (review ? draft.submitted_by_name : draft.created_by_name) ?? t('somebody');
    const day = dayOf((review && draft.submitted_at) || draft.created_at, zone);
    const { number } = draft;
    return (
      <Notice
        key={draft.id}
        title={review ? t('reviewThere', { number }) : t('draftThere', { number })}
        action={
          <LinkButton
            to={review ? '/residents/$id/plan/$version/publish' : '/residents/$id/plan/$version/edit'}
            params={{ id: draft.client_id, version: draft.id }}
          >
            {review ? t('openReview', { number }) : t('openDraft', { number })}
          </LinkButton>
        }
      >
        {review ? t('reviewBy', { day, name }) : t('draftBy', { day, name })}
      </Notice>
    );
  });
}

/** Whoever runs the shift publishes it straight from draft: both steps stand here. */
function InitialDraft({ draft, zone }: { draft: CarePlanVersionOut; zone: string }) {
  const t = useTranslations('plans.tab');
  const i = useTranslations('planInitial');
  const name = draft.created_by_name ?? t('somebody');
  const params = { id: draft.client_id, version: draft.id };
  return (
    <Notice
      title={i('draftThere')}
      action={
        <>
          {draft.can.includes('publish') || draft.status === 'in_review' ? (
            <LinkButton to="/residents/$id/plan/$version/publish" params={params}>
              {i('look')}
            </LinkButton>
          ) : null}
          {draft.can.includes('update') ? (
            <LinkButton to="/residents/$id/plan/$version/edit" params={params} icon="edit">
              {i('write')}
            </LinkButton>
          ) : null}
        </>
      }
    >
      {i('draftBy', { day: dayOf(draft.created_at, zone), name })}
    </Notice>
  );
}
