import type { CarePlanVersionOut } from '@almoner/client';
import { useCarePlan, useTaskDefinitions } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Badge, Facts, LinkButton, Notice, Status } from '~/kit';
import { momentWords } from '~/residents/when';
import { STATUS_SHAPES } from '../domains';
import { PlanFrame, PlanGate, type About } from '../Frame';
import { SectionsView } from '../SectionsView';
import { ReadBy } from '../tab/ReadBy';
import { VersionGate } from '../VersionGate';

/** One version as it is read: also an old one, which says at once that care is not given by it. */
export function VersionPage({ id, version }: { id: string; version: string }) {
  return (
    <PlanGate id={id}>
      {(about) => (
        <VersionGate client={id} version={version}>
          {(found) => <Version about={about} version={found} />}
        </VersionGate>
      )}
    </PlanGate>
  );
}

function Version({ about, version }: { about: About; version: CarePlanVersionOut }) {
  const t = useTranslations('plans.view');
  const tab = useTranslations('plans.tab');
  const w = useTranslations('planWords.status');
  const i = useTranslations('planInitial');
  const plan = useCarePlan(about.id).data;
  const tasks = useTaskDefinitions(version.id);
  const { number, status, published_at, published_by_name } = version;
  const params = { id: about.id, version: version.id };
  const now = plan?.active;
  return (
    <PlanFrame
      about={about}
      title={t('title', { number, name: about.name })}
      sub={
        <span className="row tight">
          <Status state={STATUS_SHAPES[status]}>{w(status)}</Status>
          {version.kind === 'initial' ? <Badge tone="warn">{i('kind')}</Badge> : null}
        </span>
      }
      actions={
        <>
          {version.can.includes('update') ? (
            <LinkButton to="/residents/$id/plan/$version/edit" params={params} tone="primary" icon="edit">
              {t('edit')}
            </LinkButton>
          ) : null}
          {status === 'in_review' || version.can.includes('publish') ? (
            <LinkButton to="/residents/$id/plan/$version/publish" params={params}>
              {t('publish', { number })}
            </LinkButton>
          ) : null}
          {now && now.id !== version.id ? (
            <LinkButton
              to="/residents/$id/plan/compare"
              params={{ id: about.id }}
              search={
                now.number < number ? { from: now.id, to: version.id } : { from: version.id, to: now.id }
              }
            >
              {t('compare')}
            </LinkButton>
          ) : null}
        </>
      }
    >
      {status === 'active' ? null : (
        <Notice
          tone="warn"
          title={t('notInForce')}
          action={
            now ? (
              <LinkButton to="/residents/$id" params={{ id: about.id }} search={{ tab: 'plan' }}>
                {t('goNow')}
              </LinkButton>
            ) : undefined
          }
        >
          {now ? t('now', { number: now.number }) : null}
        </Notice>
      )}
      <Facts
        items={[
          ...(published_at
            ? [
                {
                  label: tab('publishedLabel'),
                  value: published_by_name
                    ? tab('publishedBy', {
                        moment: momentWords(published_at, about.zone),
                        name: published_by_name,
                      })
                    : momentWords(published_at, about.zone),
                },
              ]
            : []),
          { label: tab('why'), value: version.change_reason },
          { label: tab('consent'), value: version.consent_note },
        ]}
      />
      <SectionsView sections={version.sections} tasks={tasks.data?.items ?? []} />
      {published_at ? (
        <ReadBy version={version} zone={about.zone} all={plan?.can.includes('start_version') ?? false} />
      ) : null}
    </PlanFrame>
  );
}
