import type { CarePlanVersionOut, TaskDefinitionOut } from '@almoner/client';
import { useTaskDefinitions } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, ErrorState, Section, Skeleton, Status } from '~/kit';
import type { Domain } from '../domains';
import type { About } from '../Frame';
import { TaskLine } from '../TaskLines';
import { NextTimes } from './NextTimes';
import { TaskActs } from './TaskActs';
import { TaskDialog } from './TaskDialog';
import { endedTasks, taskMark } from './task-marks';

export interface PartTasksProps {
  about: About;
  version: CarePlanVersionOut;
  domain: Domain;
  active: CarePlanVersionOut | null;
}

/** What a part of the draft asks to be done, each task beside what is in force: new, changed, or ending. */
export function PartTasks({ about, version, domain, active }: PartTasksProps) {
  const t = useTranslations('planEditor.tasks');
  const drafted = useTaskDefinitions(version.id);
  const inForce = useTaskDefinitions(active?.id ?? '', { enabled: active !== null });
  const [open, setOpen] = useState<{ task: TaskDefinitionOut | undefined } | null>(null);
  const [nexts, setNexts] = useState<readonly string[]>([]);
  const all = drafted.data?.items ?? [];
  const before = inForce.data?.items ?? [];
  const tasks = all.filter((task) => task.domain === domain);
  const ended = drafted.data ? endedTasks(before, all).filter((task) => task.domain === domain) : [];
  const home = about.page.client.holding_home_id;
  return (
    <Section
      title={t('title')}
      sub={t('sub')}
      actions={
        version.can.includes('update') ? (
          <Button icon="add" onPress={() => setOpen({ task: undefined })}>
            {t('add')}
          </Button>
        ) : undefined
      }
    >
      {drafted.isPending ? (
        <Skeleton kind="rows" lines={2} />
      ) : drafted.isError && !drafted.data ? (
        <ErrorState error={drafted.error} what={t('failed')} retry={() => void drafted.refetch()} />
      ) : tasks.length === 0 && ended.length === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <ul className="plan-tasks">
          {tasks.map((task) => {
            const mark = inForce.data ? taskMark(before, task) : null;
            const shown = nexts.includes(task.id);
            return (
              <TaskLine key={task.id} task={task}>
                <div className="row tight">
                  {mark ? (
                    <Status state={mark === 'added' ? 'active' : 'due'}>{t(`mark.${mark}`)}</Status>
                  ) : null}
                  {task.kind === 'as_needed' ? null : (
                    <Button
                      tone="quiet"
                      aria-expanded={shown}
                      aria-label={t('nextOf', { title: task.title })}
                      onPress={() =>
                        setNexts(shown ? nexts.filter((id) => id !== task.id) : [...nexts, task.id])
                      }
                    >
                      {shown ? t('nextHide') : t('next')}
                    </Button>
                  )}
                  <TaskActs task={task} onChange={() => setOpen({ task })} />
                </div>
                {shown ? <NextTimes task={task} /> : null}
              </TaskLine>
            );
          })}
          {ended.map((task) => (
            <TaskLine key={task.id} task={task}>
              <Status state="refused">{t('mark.ended')}</Status>
            </TaskLine>
          ))}
        </ul>
      )}
      {open ? (
        <TaskDialog
          version={version}
          domain={domain}
          home={home}
          task={open.task}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </Section>
  );
}
