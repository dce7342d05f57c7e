import type { CarePlanVersionOut, TaskDefinitionOut } from '@almoner/client';
import { useTaskDefinitions } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, ErrorState, Section, Skeleton } from '~/kit';
import type { Domain } from '../domains';
import { TaskActs } from '../editor/TaskActs';
import { TaskDialog } from '../editor/TaskDialog';
import type { About } from '../Frame';
import { TaskLine } from '../TaskLines';
import { MOST_TASKS } from './offered';

export interface InitialTasksProps {
  about: About;
  version: CarePlanVersionOut;
  /** The part that a new task is of, until another one is chosen. */
  domain: Domain;
}

/** All that an initial plan asks to be done, whatever part it is of: ten tasks at most. */
export function InitialTasks({ about, version, domain }: InitialTasksProps) {
  const t = useTranslations('planInitial');
  const e = useTranslations('planEditor.tasks');
  const w = useTranslations('planWords.domain');
  const query = useTaskDefinitions(version.id);
  const [open, setOpen] = useState<{ task: TaskDefinitionOut | undefined } | null>(null);
  const tasks = query.data?.items ?? [];
  const full = tasks.length >= MOST_TASKS;
  return (
    <Section
      title={t('tasks')}
      sub={query.data ? t('tasksCount', { count: tasks.length, most: MOST_TASKS }) : undefined}
      actions={
        query.data && !full ? (
          <Button icon="add" onPress={() => setOpen({ task: undefined })}>
            {e('add')}
          </Button>
        ) : undefined
      }
    >
      {query.isPending ? (
        <Skeleton kind="rows" lines={2} />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} what={e('failed')} retry={() => void query.refetch()} />
      ) : tasks.length === 0 ? (
        <p className="quiet">{t('tasksNone')}</p>
      ) : (
        <ul className="plan-tasks">
          {tasks.map((task) => (
            <TaskLine key={task.id} task={task}>
              <div className="row tight">
                <span className="small quiet">{w(task.domain as Domain)}</span>
                <TaskActs task={task} onChange={() => setOpen({ task })} />
              </div>
            </TaskLine>
          ))}
        </ul>
      )}
      {full ? <p className="quiet">{t('tasksFull')}</p> : null}
      {open ? (
        <TaskDialog
          version={version}
          domain={(open.task?.domain as Domain | undefined) ?? domain}
          home={about.page.client.holding_home_id}
          task={open.task}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </Section>
  );
}
