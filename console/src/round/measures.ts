import type { TaskDomain } from '@almoner/client';

/** What may be measured in a task, as the API bounds it: a closed list, in which no dose is. */
export const MEASURES = {
  ml: { least: 0, most: 5000, step: 50 },
  percent: { least: 0, most: 100, step: 5 },
  count: { least: 0, most: 1000, step: 1 },
  minutes: { least: 0, most: 1440, step: 5 },
  grams: { least: 0, most: 5000, step: 10 },
  kg: { least: 0, most: 400, step: 0.1 },
  celsius: { least: 0, most: 100, step: 0.1 },
  steps: { least: 0, most: 20000, step: 10 },
} as const;

export type TaskMeasure = keyof typeof MEASURES;

/** What is asked first, by what the task is about. */
export function likely(domain: TaskDomain | null | undefined): TaskMeasure | 'none' {
  return domain === 'nutrition_hydration' ? 'ml' : 'none';
}
