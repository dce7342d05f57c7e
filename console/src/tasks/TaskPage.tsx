import { isApiError, type TaskOut, type TaskPageOut } from '@almoner/client';
import { useClaimTask, useReleaseTask, useTask } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useHomeOf } from '~/care/home';
import {
  Button,
  EmptyState,
  ErrorState,
  Facts,
  Link,
  LinkButton,
  PageHeader,
  Section,
  Skeleton,
  Status,
} from '~/kit';
import { useDeed } from '~/lib/deed';
import { dayWords, momentWords } from '~/residents/when';
import { AssignDialog } from './AssignDialog';
import { Records } from './Records';
import { TaskStatus } from './TaskStatus';
import './tasks.css';

/** One task: what is to be done, whose it is, and all that was recorded of it. */
export function TaskPage({ id }: { id: string }) {
  const t = useTranslations('tasks');
  const query = useTask(id);
  const page = query.data;
  if (page) {
    return (
      <div className="stack loose">
        <Head page={page} />
        {query.isError ? (
          <ErrorState inline error={query.error} what={t('oneFailed')} retry={() => void query.refetch()} />
        ) : null}
        <About page={page} />
        <Records page={page} />
      </div>
    );
  }
  if (query.isPending) return <Skeleton kind="page" lines={8} />;
  if (isApiError(query.error, 'not_found', 'forbidden', 'bad_request')) {
    return (
      <EmptyState
        page
        icon="check"
        title={t('gone')}
        action={<LinkButton to="/tasks">{t('toList')}</LinkButton>}
      />
    );
  }
  return <ErrorState page error={query.error} what={t('oneFailed')} retry={() => void query.refetch()} />;
}

function Head({ page: { task } }: { page: TaskPageOut }) {
  const t = useTranslations('tasks');
  const c = useTranslations('care');
  const [now] = useState(() => Date.now());
  return (
    <PageHeader
      title={task.title}
      back={<Link to="/tasks">{t('back')}</Link>}
      sub={
        <span className="row">
          <Link to="/residents/$id" params={{ id: task.client_id }}>
            {task.client_name ?? '–'}
          </Link>
          {task.room_name ? <span>{c('room', { room: task.room_name })}</span> : null}
          <TaskStatus task={task} now={now} />
          {task.awaits_confirmation ? <Status state="waiting">{t('waits')}</Status> : null}
        </span>
      }
      actions={<Acts task={task} />}
    />
  );
}

function Acts({ task }: { task: TaskOut }) {
  const t = useTranslations('tasks');
  const [assigning, setAssigning] = useState(false);
  const claim = useDeed(useClaimTask(), ({ title }) => ({ text: t('claimDone', { title }) }));
  const release = useDeed(useReleaseTask(), ({ title }) => ({ text: t('releaseDone', { title }) }));
  return (
    <>
      {task.can.includes('claim') ? (
        <Button busy={claim.busy} onPress={() => claim.press([task])}>
          {t('claim')}
        </Button>
      ) : null}
      {task.can.includes('release') ? (
        <Button busy={release.busy} onPress={() => release.press([task])}>
          {t('release')}
        </Button>
      ) : null}
      {task.can.includes('assign') ? (
        <Button icon="people" onPress={() => setAssigning(true)}>
          {t('assign')}
        </Button>
      ) : null}
      {assigning ? (
        <AssignDialog task={task} home={task.care_home_id} onClose={() => setAssigning(false)} />
      ) : null}
    </>
  );
}

function About({ page: { task } }: { page: TaskPageOut }) {
  const t = useTranslations('tasks');
  const c = useTranslations('care');
  const { home } = useHomeOf(task.care_home_id);
  const zone = home?.time_zone ?? 'Europe/London';
  const whose = task.assignee_name ?? task.shift_name ?? t('team');
  return (
    <Section title={t('task')}>
      <Facts
        items={[
          ...(task.instructions ? [{ label: t('instructions'), value: task.instructions }] : []),
          {
            label: t('window'),
            value: t('span', {
              from: momentWords(task.due_from, zone),
              until: momentWords(task.due_by, zone),
            }),
          },
          { label: t('missedAfter'), value: momentWords(task.missed_after, zone) },
          { label: t('careDay'), value: dayWords(task.care_day) },
          {
            label: t('whose'),
            value: task.claimed_by_name ? `${whose}. ${t('claimed', { name: task.claimed_by_name })}` : whose,
          },
          { label: t('people'), value: task.people > 1 ? t('two') : t('one') },
          { label: t('kind'), value: c(`taskKind.${task.kind}`) },
          {
            label: t('plan'),
            value: task.created_by_name ? t('byHand', { name: task.created_by_name }) : t('planned'),
          },
          ...(task.note ? [{ label: t('note'), value: task.note }] : []),
        ]}
      />
      {task.named_only ? <p className="quiet">{t('namedOnly')}</p> : null}
    </Section>
  );
}
