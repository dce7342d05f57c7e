import type { TaskDefinitionIn, TaskDefinitionKind, TaskDefinitionOut, TaskDomain } from '@almoner/client';
import type { Person } from '~/residents/forms/StaffField';

/** On which days: all, some of the week, or every so many from a day on. */
export type Days = 'every' | 'some' | 'nth';

/** A task as the dialog holds it. */
export interface TaskValues {
  title: string;
  instructions: string;
  domain: TaskDomain;
  kind: TaskDefinitionKind;
  /** `08:00`; null while one is being typed. */
  times: (string | null)[];
  days: Days;
  weekdays: string[];
  every_days: number | null;
  starts_on: string | null;
  ends_on: string | null;
  due_minutes: number | null;
  two: boolean;
  min_interval_minutes: number | null;
  max_per_day: number | null;
  assignee: Person | null;
  named_only: boolean;
}

export function taskValues(domain: TaskDomain, task?: TaskDefinitionOut): TaskValues {
  const weekdays = task?.weekdays ?? [];
  return {
    title: task?.title ?? '',
    instructions: task?.instructions ?? '',
    domain: task?.domain ?? domain,
    kind: task?.kind ?? 'scheduled',
    times: task ? task.times.map((time) => time.slice(0, 5)) : ['08:00'],
    days: (task?.every_days ?? 1) > 1 ? 'nth' : weekdays.length > 0 ? 'some' : 'every',
    weekdays: weekdays.map(String),
    every_days: task && task.every_days > 1 ? task.every_days : null,
    starts_on: task?.starts_on ?? null,
    ends_on: task?.ends_on ?? null,
    due_minutes: task?.due_minutes ?? 60,
    two: task?.people === 2,
    min_interval_minutes: task?.min_interval_minutes ?? null,
    max_per_day: task?.max_per_day ?? null,
    assignee: task?.assignee_id ? { id: task.assignee_id, name: task.assignee_name ?? '' } : null,
    named_only: task?.named_only ?? false,
  };
}

/** What is sent; what the chosen kind has no use for is null. */
export function taskBody(values: TaskValues) {
  const needed = values.kind === 'as_needed';
  const nth = !needed && values.days === 'nth';
  const times = values.times.filter((time) => time !== null);
  return {
    title: values.title.trim(),
    instructions: values.instructions.trim() || null,
    domain: values.domain,
    kind: values.kind,
    times: needed ? [] : [...new Set(times)].toSorted(),
    weekdays:
      !needed && values.days === 'some' ? values.weekdays.map(Number).toSorted((a, b) => a - b) : null,
    every_days: nth ? (values.every_days ?? 1) : 1,
    starts_on: values.starts_on,
    ends_on: values.ends_on,
    due_minutes: values.due_minutes ?? 60,
    people: values.two ? 2 : 1,
    min_interval_minutes: needed ? values.min_interval_minutes : null,
    max_per_day: needed ? values.max_per_day : null,
    assignee_id: values.assignee?.id ?? null,
    named_only: values.assignee !== null && values.named_only,
  } satisfies TaskDefinitionIn;
}
