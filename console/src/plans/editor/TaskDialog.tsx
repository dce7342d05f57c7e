import type { CarePlanVersionOut, TaskDefinitionOut } from '@almoner/client';
import { useCreateDefinition, useUpdateDefinition } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { FormShell, useForm, type Form, type Mistakes } from '~/form';
import { CancelButton, Dialog, toast } from '~/kit';
import { changesOf, given } from '~/residents/forms/patch';
import type { Domain } from '../domains';
import { TaskFields } from './TaskFields';
import { taskBody, taskValues, type TaskValues } from './task-values';

export interface TaskDialogProps {
  version: CarePlanVersionOut;
  domain: Domain;
  home: string | undefined;
  /** Absent for a new one. */
  task: TaskDefinitionOut | undefined;
  onClose: () => void;
}

/** Adds a task to a draft, or changes one. */
export function TaskDialog(props: TaskDialogProps) {
  return props.task ? <Change {...props} task={props.task} /> : <Add {...props} />;
}

function useCheck() {
  const t = useTranslations('planEditor.dialog');
  const f = useTranslations('form');
  return (values: TaskValues): Mistakes => {
    const timed = values.kind !== 'as_needed';
    return {
      ...(values.title.trim() ? {} : { title: f('needed', { label: t('title') }) }),
      ...(timed && !values.times.some((time) => time !== null) ? { times: t('needTime') } : {}),
      ...(timed && values.days === 'some' && values.weekdays.length === 0 ? { weekdays: t('needDay') } : {}),
      ...(timed && values.days === 'nth' && (values.every_days ?? 0) < 2
        ? { every_days: t('needEvery') }
        : {}),
      ...(timed && values.days === 'nth' && !values.starts_on ? { starts_on: t('needFrom') } : {}),
    };
  };
}

/** The server's names of what the dialog calls otherwise. */
const place = (path: string) => ({ assignee_id: 'assignee', people: 'two' })[path];

function Add({ version, domain, home, onClose }: TaskDialogProps) {
  const t = useTranslations('planEditor.dialog');
  const create = useCreateDefinition();
  const form = useForm({
    initial: taskValues(domain),
    draft: `plan.${version.id}.task.new`,
    check: useCheck(),
    place,
    send: (values) => {
      const { title, domain: of, ...rest } = taskBody(values);
      return create.mutateAsync([version.id, { title, domain: of, ...given(rest) }]);
    },
    done: ({ title }) => {
      onClose();
      toast({ text: t('saved', { title }) });
    },
  });
  return <Frame title={t('add')} act={t('add')} form={form} home={home} onClose={onClose} />;
}

function Change({ version, domain, home, task, onClose }: TaskDialogProps & { task: TaskDefinitionOut }) {
  const t = useTranslations('planEditor.dialog');
  const update = useUpdateDefinition(task.id);
  const read = (row: TaskDefinitionOut) => taskValues(domain, row);
  const form = useForm({
    initial: read(task),
    record: task,
    read,
    draft: `plan.${version.id}.task.${task.id}`,
    check: useCheck(),
    place,
    send: (values, { record, before }) =>
      update.mutateAsync({ record, patch: changesOf(taskBody(before), taskBody(values)) }),
    done: ({ title }) => {
      onClose();
      toast({ text: t('saved', { title }) });
    },
  });
  return <Frame title={t('change')} act={t('save')} form={form} home={home} onClose={onClose} />;
}

function Frame(props: {
  title: string;
  act: string;
  form: Form<TaskValues>;
  home: string | undefined;
  onClose: () => void;
}) {
  return (
    <Dialog title={props.title} open onClose={props.onClose} kind="wide">
      <FormShell form={props.form} act={props.act} cancel={<CancelButton onPress={props.onClose} />}>
        <TaskFields form={props.form} home={props.home} />
      </FormShell>
    </Dialog>
  );
}
