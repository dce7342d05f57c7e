import type { TaskDefinitionOut } from '@almoner/client';

/** What a task asks for: that two of them ask for the same is no change. */
const ASKS = [
  'title',
  'instructions',
  'domain',
  'kind',
  'times',
  'weekdays',
  'every_days',
  'starts_on',
  'ends_on',
  'due_minutes',
  'missed_minutes',
  'min_interval_minutes',
  'max_per_day',
  'people',
  'assignee_id',
  'shift_template_id',
  'named_only',
] as const satisfies readonly (keyof TaskDefinitionOut)[];

/** How a task of a draft stands beside the same piece of care in force: new, asked for otherwise, or the same (null). */
export function taskMark(
  inForce: readonly TaskDefinitionOut[],
  task: TaskDefinitionOut,
): 'added' | 'changed' | null {
  const before = inForce.find(({ lineage_id }) => lineage_id === task.lineage_id);
  if (!before) return 'added';
  const same = ASKS.every(
    (field) => JSON.stringify(before[field] ?? null) === JSON.stringify(task[field] ?? null),
  );
  return same ? null : 'changed';
}

/** Tasks in force that the draft has no more. */
export function endedTasks(
  inForce: readonly TaskDefinitionOut[],
  drafted: readonly TaskDefinitionOut[],
): TaskDefinitionOut[] {
  return inForce.filter((task) => !drafted.some(({ lineage_id }) => lineage_id === task.lineage_id));
}
