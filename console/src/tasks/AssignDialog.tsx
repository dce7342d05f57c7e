import type { TaskOut } from '@almoner/client';
import { useAssignTask } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm } from '~/form';
import { CancelButton, Dialog, toast } from '~/kit';
import { StaffField, type Person } from '~/residents/forms/StaffField';

interface Props {
  task: TaskOut;
  home: string;
  onClose: () => void;
}

/** Whose a task is to be: somebody who works in the home, or the team again. */
export function AssignDialog({ task, home, onClose }: Props) {
  const t = useTranslations('assign');
  const assign = useAssignTask();
  const has: Person | null =
    task.assignee_id && task.assignee_name ? { id: task.assignee_id, name: task.assignee_name } : null;
  const form = useForm({
    initial: { person: has },
    place: (path) => (path === 'assignee_id' ? 'person' : undefined),
    send: ({ person }) => assign.mutateAsync({ task, to: person }),
    done: (_task, { person }) => {
      onClose();
      toast({
        text: person
          ? t('done', { task: task.title, name: person.name })
          : t('doneTeam', { task: task.title }),
      });
    },
  });
  return (
    <Dialog title={t('title', { task: task.title, name: task.client_name ?? '' })} open onClose={onClose}>
      <FormShell form={form} act={t('save')} cancel={<CancelButton onPress={onClose} />}>
        <StaffField {...form.bind('person')} label={t('who')} hint={t('hint')} optional home={home} />
      </FormShell>
    </Dialog>
  );
}
