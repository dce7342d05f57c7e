import type { TaskOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Link, Status, type Column } from '~/kit';
import { momentWords, timeOf } from '~/residents/when';
import { TaskStatus } from './TaskStatus';

/** The columns of a list of tasks, on the home's clock. */
export function useColumns(zone: string, now: number): Column<TaskOut>[] {
  const t = useTranslations('tasks');
  const c = useTranslations('care');
  return [
    {
      id: 'task',
      label: t('task'),
      width: 'wide',
      cell: (task) => (
        <Link to="/tasks/$id" params={{ id: task.id }} className="standing">
          {task.title}
        </Link>
      ),
    },
    {
      id: 'resident',
      label: t('resident'),
      cell: (task) => (
        <>
          <Link to="/residents/$id" params={{ id: task.client_id }} className="standing">
            {task.client_name ?? '–'}
          </Link>
          {task.room_name ? <span className="hint">{c('room', { room: task.room_name })}</span> : null}
        </>
      ),
    },
    {
      id: 'status',
      label: t('status'),
      cell: (task) => (
        <>
          <TaskStatus task={task} now={now} />
          {task.awaits_confirmation ? <Status state="waiting">{t('waits')}</Status> : null}
        </>
      ),
    },
    {
      id: 'due',
      label: t('due'),
      cell: (task) => (
        <span className="numbers">
          {t('span', { from: momentWords(task.due_from, zone), until: timeOf(task.due_by, zone) })}
        </span>
      ),
    },
    {
      id: 'whose',
      label: t('whose'),
      from: 'tablet',
      cell: (task) => (
        <>
          {task.assignee_name ?? <span className="quiet">{task.shift_name ?? t('team')}</span>}
          {task.claimed_by_name ? (
            <span className="hint">{t('claimed', { name: task.claimed_by_name })}</span>
          ) : null}
        </>
      ),
    },
  ];
}
