import type { TaskDefinitionOut } from '@almoner/client';
import { useNextTimes } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ErrorState, Skeleton } from '~/kit';
import { dayWords } from '~/residents/when';

/** The next ten times of a task, as the clock at the home's wall will show them. */
export function NextTimes({ task }: { task: TaskDefinitionOut }) {
  const t = useTranslations('planEditor.tasks');
  const next = useNextTimes(task.id);
  if (next.isPending) return <Skeleton kind="rows" lines={2} />;
  if (!next.data)
    return <ErrorState inline error={next.error} what={t('nextFailed')} retry={() => void next.refetch()} />;
  const times = next.data;
  if (times.length === 0) return <p className="quiet small">{t('nextNone')}</p>;
  return (
    <ol className="next-times numbers small" aria-label={t('nextOf', { title: task.title })}>
      {times.map(({ due_from, local }) => (
        <li key={due_from}>
          {dayWords(local)}, {local.slice(11, 16)}
        </li>
      ))}
    </ol>
  );
}
