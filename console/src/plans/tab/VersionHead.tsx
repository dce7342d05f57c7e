import type { CarePlanOut, CarePlanReviewOut, CarePlanVersionOut, ClientPageOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Badge, Button, Facts, Status, todayIn } from '~/kit';
import { calledName } from '~/residents/names';
import { dayOf, dayWords, momentWords } from '~/residents/when';
import { daysBetween } from '../days';
import { HoldDialog } from '../reviews/HoldDialog';
import { BeginDraft } from './Drafts';
import { PlanMenu } from './PlanMenu';

interface Props {
  plan: CarePlanOut;
  version: CarePlanVersionOut;
  page: ClientPageOut;
}

/** Which version it is, since when, from whom, and when it is looked at again. */
export function VersionHead({ plan, version, page }: Props) {
  const t = useTranslations('plans.tab');
  const i = useTranslations('planInitial');
  const zone = page.client.home?.time_zone ?? 'Europe/London';
  const review = plan.next_review;
  const [holding, setHolding] = useState<CarePlanReviewOut>();
  const { effective_from, published_at, published_by_name } = version;
  return (
    <header className="plan-head">
      <div className="row spread">
        <h2 className="row">
          {t('version', { number: version.number })}
          {version.kind === 'initial' ? <Badge tone="warn">{i('kind')}</Badge> : null}
          {effective_from && !plan.archived_at ? (
            <Status state="active">{t('inForce', { day: dayOf(effective_from, zone) })}</Status>
          ) : null}
        </h2>
        <div className="row">
          {review?.can.includes('hold') ? (
            <Button icon="check" onPress={() => setHolding(review)}>
              {t('hold')}
            </Button>
          ) : null}
          <BeginDraft plan={plan} />
          <PlanMenu plan={plan} version={version} name={calledName(page.client)} zone={zone} />
        </div>
      </div>
      <Facts
        items={[
          {
            label: t('nextReview'),
            value: review ? <ReviewDue review={review} zone={zone} /> : t('noReview'),
          },
          ...(published_at
            ? [
                {
                  label: t('publishedLabel'),
                  value: published_by_name
                    ? t('publishedBy', { moment: momentWords(published_at, zone), name: published_by_name })
                    : t('published', { moment: momentWords(published_at, zone) }),
                },
              ]
            : []),
          ...(version.change_reason ? [{ label: t('why'), value: version.change_reason }] : []),
          ...(version.consent_note
            ? [{ label: t('consent'), value: <span className="lines">{version.consent_note}</span> }]
            : []),
        ]}
      />
      {holding ? <HoldDialog review={holding} zone={zone} onClose={() => setHolding(undefined)} /> : null}
    </header>
  );
}

/** When the plan is looked at again, and that it should have been. */
export function ReviewDue({ review, zone }: { review: CarePlanReviewOut; zone: string }) {
  const t = useTranslations('plans.tab');
  const w = useTranslations('planWords.reason');
  const days = daysBetween(review.due_on, todayIn(zone));
  const day = dayWords(review.due_on);
  const reason = w(review.reason);
  return days > 0 ? (
    <Status state="overdue">{t('reviewOver', { day, days, reason })}</Status>
  ) : (
    t('reviewDue', { day, reason })
  );
}
