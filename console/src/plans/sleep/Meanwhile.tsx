import type { AlertOut } from '@almoner/client';
import { useClientAlerts } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ErrorState, Skeleton, Status } from '~/kit';
import { shortName } from '~/residents/names';
import { dayOf } from '~/residents/when';
import type { SleepProps } from './SleepNotice';

/** What was written down since the plan fell asleep: alerts that came and went, versions that were published or begun. */
export function Meanwhile({ sleep, plan, page, zone }: SleepProps & { zone: string }) {
  const t = useTranslations('planSleep');
  const v = useTranslations('vocabulary.alert');
  const alerts = useClientAlerts(page.client.id, { show: 'all' }, { always: true });
  const since = Date.parse(sleep.slept_at);
  const after = (moment: string | null | undefined) => moment != null && Date.parse(moment) > since;
  const what = ({ kind, detail }: AlertOut) => [v(kind), detail].filter(Boolean).join(': ');
  const rows = (alerts.data?.items ?? []).filter(({ archived_at }) => !archived_at);
  const ended = rows.filter(({ ended_at }) => after(ended_at));
  const fresh = rows.filter((alert) => after(alert.created_at) && !alert.ended_at && !alert.none_known);
  const published = plan.active && after(plan.active.published_at) ? plan.active : null;
  const nothing = ended.length + fresh.length + plan.drafts.length === 0 && !published;
  return (
    <section className="stack tight" aria-labelledby="sleep-changed">
      <h3 id="sleep-changed">{t('changed', { day: dayOf(sleep.slept_at, zone) })}</h3>
      {alerts.isPending ? (
        <Skeleton lines={2} />
      ) : alerts.isError ? (
        <ErrorState
          inline
          error={alerts.error}
          what={t('changedFailed')}
          retry={() => void alerts.refetch()}
        />
      ) : nothing ? (
        <p>{t('changedNone', { name: shortName(page.client) })}</p>
      ) : null}
      <ul className="sleep-changes">
        {fresh.map((alert) => (
          <li key={alert.id}>
            <Status state="overdue">{t('alertNew', { what: what(alert) })}</Status>
          </li>
        ))}
        {ended.map((alert) => (
          <li key={alert.id}>
            <Status state="ended">{t('alertEnded', { what: what(alert) })}</Status>
          </li>
        ))}
        {published ? (
          <li>
            <Status state="active">
              {t('published', { number: published.number, day: dayOf(published.published_at!, zone) })}
            </Status>
          </li>
        ) : null}
        {plan.drafts.map(({ id, number }) => (
          <li key={id}>
            <Status state="draft">{t('draft', { number })}</Status>
          </li>
        ))}
      </ul>
    </section>
  );
}
