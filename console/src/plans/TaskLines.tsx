import type { TaskDefinitionOut } from '@almoner/client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Badge } from '~/kit';
import { useTaskWhen, useTaskWhose } from './task-words';

/** One task of a plan: what, when, by how many, and how. */
export function TaskLine({ task, children }: { task: TaskDefinitionOut; children?: ReactNode }) {
  const t = useTranslations('plans.task');
  const when = useTaskWhen();
  const whose = useTaskWhose()(task);
  return (
    <li className="plan-task">
      <div className="plan-task-words">
        <p className="row tight">
          <strong>{task.title}</strong>
          {task.people === 2 ? <Badge tone="warn">{t('two')}</Badge> : null}
          {task.kind === 'prompt' ? <Badge>{t('prompt')}</Badge> : null}
        </p>
        <p className="small numbers">{[when(task), whose].filter(Boolean).join(' · ')}</p>
        {task.instructions ? <p className="small quiet lines">{task.instructions}</p> : null}
      </div>
      {children}
    </li>
  );
}
