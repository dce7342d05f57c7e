import type { TaskOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Status, type State } from '~/kit';

const SHAPES: Record<TaskOut['status'], State> = {
  due: 'due',
  done: 'done',
  partly: 'done',
  declined: 'refused',
  not_required: 'ended',
  missed: 'overdue',
  cancelled: 'ended',
};

/** Shape, word and colour of how a task stands, by the server's clock. */
export function TaskStatus({ task, now }: { task: TaskOut; now: number }) {
  const c = useTranslations('care');
  const overdue = task.status === 'due' && Date.parse(task.due_by) <= now;
  return (
    <>
      <Status state={overdue ? 'overdue' : SHAPES[task.status]}>
        {overdue ? c('overdue') : c(`taskStatus.${task.status}`)}
      </Status>
      {task.status_reason ? <span className="hint">{c(`taskReason.${task.status_reason}`)}</span> : null}
    </>
  );
}
