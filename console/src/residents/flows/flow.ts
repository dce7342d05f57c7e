import type { ReactNode } from 'react';
import { isApiError } from '@almoner/client';

/** What is wrong, by the name of the field. */
export type Mistakes = Record<string, string>;

export interface Fact {
  label: string;
  value: ReactNode;
}

/** One page of a flow: one question. */
export interface Step<V> {
  id: string;
  /** The question, as the page's heading. */
  title: string;
  hint?: ReactNode;
  /** The page's controls. */
  render: (page: StepPage<V>) => ReactNode;
  /** What is missing or can't be; empty when the answer will do. */
  check?: (values: V) => Mistakes;
  /** What the summary says of it. */
  facts: (values: V) => Fact[];
  /** The API's names of the fields that are asked here: its complaints lead back to this page. */
  fields: readonly string[];
  /** This question does not arise. */
  skip?: (values: V) => boolean;
}

export interface StepPage<V> {
  values: V;
  change: (part: Partial<V>) => void;
  mistakes: Mistakes;
}

export const SUMMARY = 'check';
export const CONFIRM = 'confirm';

export function stepsFor<V>(steps: readonly Step<V>[], values: V): Step<V>[] {
  return steps.filter((step) => !step.skip?.(values));
}

/** Where somebody may be: no page before the answers of those in front of it will do (a reload, a link from yesterday). */
export function placeOf<V>(
  steps: readonly Step<V>[],
  values: V,
  wanted: string | undefined,
  ends: readonly string[],
): string {
  const asked = stepsFor(steps, values);
  if (wanted === undefined) return asked[0]?.id ?? SUMMARY;
  for (const step of asked) {
    if (step.id === wanted) return step.id;
    if (Object.keys(step.check?.(values) ?? {}).length > 0) return step.id;
  }
  return ends.includes(wanted) ? wanted : SUMMARY;
}

/** The page after this one; from the last the summary. */
export function nextOf<V>(steps: readonly Step<V>[], values: V, here: string): string {
  const asked = stepsFor(steps, values);
  const at = asked.findIndex((step) => step.id === here);
  return asked[at + 1]?.id ?? SUMMARY;
}

export interface Refusal {
  /** The page that the complaint belongs to; none for one that concerns the whole. */
  step?: string;
  mistakes: Mistakes;
}

/** Which page a refusal leads back to. A bed that somebody else took leads to the beds. */
export function refusalOf<V>(error: unknown, steps: readonly Step<V>[]): Refusal {
  if (!isApiError(error)) return { mistakes: {} };
  if (error.code === 'bed_taken') {
    const bed = steps.find((step) => step.fields.includes('bed_id'));
    if (bed) return { step: bed.id, mistakes: { bed_id: error.message } };
  }
  const mistakes: Mistakes = {};
  let place: string | undefined;
  for (const step of steps) {
    for (const field of step.fields) {
      const wrong = error.field(field);
      if (!wrong) continue;
      mistakes[field] = wrong.message;
      place ??= step.id;
    }
  }
  return place === undefined ? { mistakes } : { step: place, mistakes };
}
