import type { TaskDefinitionOut } from '@almoner/client';
import { useArchiveDefinition, useRestoreDefinition } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button } from '~/kit';
import { useDeed } from '~/lib/deed';

/** Changes or removes a task of a draft, where its `can` says so; a removal is taken back in the toast. */
export function TaskActs({ task, onChange }: { task: TaskDefinitionOut; onChange: () => void }) {
  const t = useTranslations('planEditor.tasks');
  const restore = useDeed(useRestoreDefinition(), ({ title }) => ({ text: t('back', { title }) }));
  const remove = useDeed(useArchiveDefinition(), (archived) => ({
    text: t('removed', { title: archived.title }),
    undo: () => restore.press([archived]),
  }));
  return (
    <>
      {task.can.includes('update') ? (
        <Button tone="quiet" icon="edit" aria-label={t('changeOf', { title: task.title })} onPress={onChange}>
          {t('change')}
        </Button>
      ) : null}
      {task.can.includes('archive') ? (
        <Button
          tone="quiet"
          busy={remove.busy}
          aria-label={t('removeOf', { title: task.title })}
          onPress={() => remove.press([task, { reason: t('why') }])}
        >
          {t('remove')}
        </Button>
      ) : null}
    </>
  );
}
