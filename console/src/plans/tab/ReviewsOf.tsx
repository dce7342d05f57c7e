import type { CarePlanReviewOut, ClientPageOut } from '@almoner/client';
import { useClientReviews } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ErrorState, Section, Skeleton, Status } from '~/kit';
import { dayWords } from '~/residents/when';

/** Reviews that were held or called off, the latest first: what came of each, who took part, what was said. */
export function ReviewsOf({ page }: { page: ClientPageOut }) {
  const t = useTranslations('planReviews');
  const reviews = useClientReviews(page.client.id);
  // The one that is due stands at the head of the plan.
  const past = (reviews.data?.items ?? []).filter(({ status }) => status !== 'due');
  return (
    <Section title={t('of')}>
      {reviews.isPending ? (
        <Skeleton kind="rows" lines={2} />
      ) : reviews.isError && !reviews.data ? (
        <ErrorState error={reviews.error} what={t('failed')} retry={() => void reviews.refetch()} />
      ) : past.length === 0 ? (
        <p className="quiet">{t('noneHeld')}</p>
      ) : (
        <ul className="plan-tasks">
          {past.map((review) => (
            <Review key={review.id} review={review} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Review({ review }: { review: CarePlanReviewOut }) {
  const t = useTranslations('planReviews');
  const w = useTranslations('planWords');
  const { held_on, held_by_name, outcome, involved, note, reason, status } = review;
  const by = held_by_name ? t('by', { name: held_by_name }) : null;
  const took = involved.map((who) => w(`involved.${who}`)).join(', ');
  return (
    <li className="plan-task">
      <div className="plan-task-words">
        <p className="row tight">
          {status === 'held' ? (
            <Status state="done">{t('held', { day: held_on ? dayWords(held_on) : '' })}</Status>
          ) : (
            <Status state="ended">{t('cancelled')}</Status>
          )}
          {outcome ? <strong>{w(`outcome.${outcome}`)}</strong> : null}
        </p>
        <p className="small quiet">
          {[w(`reason.${reason}`), by, took ? t('with', { who: took }) : null].filter(Boolean).join(' · ')}
        </p>
        {note ? <p className="lines">{note}</p> : null}
      </div>
    </li>
  );
}
