import { isApiError, type CarePlanPublishSummaryOut, type CarePlanVersionOut } from '@almoner/client';
import { usePublish, usePublishSummary, useSendBackDraft } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Badge, Button, ErrorState, LinkButton, Notice, Section, Skeleton, Status, toast } from '~/kit';
import { useDeed } from '~/lib/deed';
import { useFailureWords } from '~/lib/failure';
import { patient } from '~/session/patient';
import { TaskChange, TextChanges } from '../diff/DiffView';
import { STATUS_SHAPES } from '../domains';
import { PlanFrame, PlanGate, type About } from '../Frame';
import { VersionGate } from '../VersionGate';
import './publish.css';

/** What changes for carers, and then Publish. Nobody publishes what they have not looked at. */
export function PublishPage({ id, version }: { id: string; version: string }) {
  return (
    <PlanGate id={id}>
      {(about) => (
        <VersionGate client={id} version={version}>
          {(found) => <Publish about={about} version={found} />}
        </VersionGate>
      )}
    </PlanGate>
  );
}

function Publish({ about, version }: { about: About; version: CarePlanVersionOut }) {
  const t = useTranslations('planPublish');
  const w = useTranslations('planWords.status');
  const i = useTranslations('planInitial');
  const initial = version.kind === 'initial';
  // An initial plan is published straight from draft: at night nobody is there to hand it to.
  const ready = version.status === 'in_review' || (initial && version.status === 'draft');
  const summary = usePublishSummary(version.id, { enabled: ready });
  const { number, status } = version;
  const params = { id: about.id, version: version.id };
  const back = useSendBack(version);
  return (
    <PlanFrame
      about={about}
      title={initial ? i('publishTitle', { name: about.name }) : t('title', { number, name: about.name })}
      sub={
        <span className="row tight">
          <Status state={STATUS_SHAPES[status]}>{w(status)}</Status>
          {initial ? <Badge tone="warn">{i('kind')}</Badge> : null}
        </span>
      }
      actions={
        version.can.includes('send_back') ? (
          <Button busy={back.busy} onPress={() => back.press([version])}>
            {t('sendBack')}
          </Button>
        ) : ready && version.can.includes('update') ? (
          <LinkButton to="/residents/$id/plan/$version/edit" params={params} icon="edit">
            {i('back')}
          </LinkButton>
        ) : undefined
      }
    >
      {ready ? (
        summary.isPending ? (
          <Skeleton lines={8} />
        ) : summary.data ? (
          <Summary about={about} summary={summary.data} again={() => void summary.refetch()} />
        ) : (
          <ErrorState error={summary.error} what={t('failed')} retry={() => void summary.refetch()} />
        )
      ) : (
        <Notice
          tone={status === 'active' ? 'good' : 'warn'}
          title={t('notReview', { number, status: w(status) })}
          action={
            <LinkButton to="/residents/$id/plan/$version" params={params}>
              {t('read', { number })}
            </LinkButton>
          }
        >
          {t('notReviewWhy')}
        </Notice>
      )}
    </PlanFrame>
  );
}

/** Back into the draft, where it is written on. */
function useSendBack(version: CarePlanVersionOut) {
  const t = useTranslations('planEditor.life');
  const navigate = useNavigate();
  const sendBack = useSendBackDraft();
  const go = async (input: Parameters<typeof sendBack.mutateAsync>[0]) => {
    const draft = await sendBack.mutateAsync(input);
    await navigate({
      to: '/residents/$id/plan/$version/edit',
      params: { id: version.client_id, version: version.id },
    });
    return draft;
  };
  return useDeed({ ...sendBack, mutateAsync: go }, ({ number }) => ({ text: t('sentBack', { number }) }));
}

interface SummaryProps {
  about: About;
  summary: CarePlanPublishSummaryOut;
  again: () => void;
}

function Summary({ about, summary, again }: SummaryProps) {
  const t = useTranslations('planPublish');
  const l = useTranslations('planEditor.life');
  const i = useTranslations('planInitial');
  const { version, against, domains, tasks, plan_changed } = summary;
  const of = (change: string) => tasks.filter((task) => task.change === change);
  const counts = [
    ['added', of('added').length],
    ['changed', of('changed').length],
    ['ended', of('removed').length],
    ['off', summary.due_cancelled],
    ['made', summary.due_made],
    ['kept', summary.due_kept],
  ] as const;
  return (
    <div className="stack loose">
      <p className="measure">
        {t('intro')} {against ? t('replaces', { number: against.number }) : t('first')}
      </p>
      {plan_changed && version.kind === 'initial' ? (
        <Notice tone="bad" title={i('tooLate')}>
          {i('tooLateWhy')}
        </Notice>
      ) : plan_changed ? (
        <PlanChanged about={about} version={version} against={against?.id} />
      ) : null}
      {version.change_reason ? (
        <div className="plan-field">
          <h2>{t('whyTitle')}</h2>
          <p className="lines">{version.change_reason}</p>
        </div>
      ) : null}
      <dl className="publish-counts">
        {counts.map(([name, count]) => (
          <div key={name} data-none={count === 0 ? '' : undefined}>
            <dt>{t(name)}</dt>
            <dd className="numbers">{count}</dd>
          </div>
        ))}
      </dl>
      {domains.length === 0 && tasks.length === 0 ? <p>{t('nothing')}</p> : null}
      {(['added', 'changed', 'removed'] as const).map((change) =>
        of(change).length > 0 ? (
          <Section key={change} title={t(change === 'removed' ? 'ended' : change)}>
            <ul className="plan-tasks">
              {of(change).map((task) => (
                <TaskChange key={task.lineage_id} task={task} />
              ))}
            </ul>
          </Section>
        ) : null,
      )}
      {domains.length > 0 ? (
        <Section title={t('domains')}>
          <TextChanges domains={domains} />
        </Section>
      ) : null}
      {version.can.includes('publish') ? (
        <Act about={about} version={version} again={again} />
      ) : plan_changed ? null : version.kind === 'initial' ? (
        <NotYours about={about} version={version} />
      ) : (
        <Notice title={t('notYours')}>{version.can.includes('send_back') ? l('notYours') : null}</Notice>
      )}
    </div>
  );
}

/** An initial plan that somebody else publishes: who wrote in it is told where they find it. */
function NotYours({ about, version }: { about: About; version: CarePlanVersionOut }) {
  const t = useTranslations('planInitial');
  return (
    <Notice title={t('notYours')}>
      {version.can.includes('update') ? t('notYoursWrote', { name: about.name }) : t('notYoursOther')}
    </Notice>
  );
}

function PlanChanged({
  about,
  version,
  against,
}: {
  about: About;
  version: CarePlanVersionOut;
  against: string | undefined;
}) {
  const t = useTranslations('planPublish');
  const back = useSendBack(version);
  return (
    <Notice
      tone="bad"
      title={t('changedTitle')}
      action={
        <>
          <LinkButton
            to="/residents/$id/plan/compare"
            params={{ id: about.id }}
            search={{ ...(against ? { from: against } : {}), to: version.id }}
          >
            {t('compare')}
          </LinkButton>
          {version.can.includes('send_back') ? (
            <Button busy={back.busy} onPress={() => back.press([version])}>
              {t('sendBack')}
            </Button>
          ) : null}
        </>
      }
    >
      {t('changedWhy')}
    </Notice>
  );
}

/** The button, and what is said when somebody was quicker. */
function Act({ about, version, again }: { about: About; version: CarePlanVersionOut; again: () => void }) {
  const t = useTranslations('planPublish');
  const i = useTranslations('planInitial');
  const words = useFailureWords();
  const navigate = useNavigate();
  const publish = usePublish();
  const [error, setError] = useState<unknown>(null);
  const { number } = version;
  async function press() {
    setError(null);
    try {
      const done = await patient(() => publish.mutateAsync([version]));
      await navigate({ to: '/residents/$id', params: { id: about.id }, search: { tab: 'plan' } });
      const { due_made: made, due_cancelled: off } = done;
      toast({
        text: made == null || off == null ? t('doneReplayed', { number }) : t('done', { number, made, off }),
      });
    } catch (why) {
      setError(why);
    }
  }
  const passed = isApiError(error, 'stale', 'illegal_transition');
  // Whoever runs a shift doesn't know beforehand whether two people are asked for: then the server says so.
  if (version.kind === 'initial' && isApiError(error, 'forbidden'))
    return <NotYours about={about} version={version} />;
  return (
    <div className="stack">
      {isApiError(error, 'plan_changed') ? (
        <PlanChanged about={about} version={version} against={undefined} />
      ) : passed ? (
        <Notice tone="bad" title={t('staleTitle')} action={<Button onPress={again}>{t('lookAgain')}</Button>}>
          {t('staleWhy')}
        </Notice>
      ) : error ? (
        <Notice tone="bad" title={t('notPublished')}>
          {words(error)}
        </Notice>
      ) : null}
      <div className="actions publish-act">
        <Button tone="primary" busy={publish.isPending} onPress={() => void press()}>
          {version.kind === 'initial' ? i('publishAct') : t('act', { number })}
        </Button>
      </div>
    </div>
  );
}
