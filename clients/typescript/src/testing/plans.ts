import type {
  CarePlanOut,
  CarePlanReadOut,
  CarePlanSleepOut,
  CarePlanVersionBrief,
  CarePlanVersionOut,
  TaskDefinitionOut,
} from '../generated/types.gen.js';
import { aReview } from './cared.js';
import { idOf, nextOf, NOW } from './factories.js';

/** A version of the plan of the first resident, in force unless told otherwise. */
export function aPlanVersion(fields: Partial<CarePlanVersionOut> = {}, number?: number): CarePlanVersionOut {
  const n = nextOf('plan-version', number);
  const status = fields.status ?? 'active';
  const published = status === 'active' || status === 'superseded';
  const sections = fields.sections ?? {
    mobility_falls: {
      need: 'Unsteady since the stroke',
      support: '- Walk beside her\n- Frame within reach',
      preferences: 'I like to take my time',
    },
    sleep: { need: 'Wakes at four', support: 'Offer a warm drink' },
  };
  return {
    id: idOf('plan-version', n),
    version: 1,
    client_id: idOf('client', 1),
    care_plan_id: idOf('plan', 1),
    number: n,
    kind: 'full',
    status,
    domains: Object.keys(sections).toSorted(),
    change_reason: n === 1 ? 'Moving in' : 'She fell',
    consent_note: null,
    based_on_id: n === 1 ? null : idOf('plan-version', n - 1),
    submitted_at: status === 'draft' ? null : NOW,
    submitted_by_name: status === 'draft' ? null : 'Asha Rao',
    published_at: published ? NOW : null,
    published_by_name: published ? 'Carol Nkemelu' : null,
    effective_from: published ? NOW : null,
    effective_until: null,
    created_at: NOW,
    created_by: idOf('person', 1),
    created_by_name: 'Asha Rao',
    updated_at: NOW,
    can:
      { draft: ['update', 'submit', 'withdraw'], in_review: ['send_back', 'publish', 'withdraw'] }[
        status as string
      ] ?? [],
    ...fields,
    sections,
  };
}

/** The same version as a list of them has it. */
export function planVersionBrief(version: CarePlanVersionOut): CarePlanVersionBrief {
  const { sections: _, ...brief } = version;
  return brief;
}

export function aCarePlan(fields: Partial<CarePlanOut> = {}): CarePlanOut {
  return {
    id: idOf('plan', 1),
    version: 1,
    client_id: idOf('client', 1),
    created_at: NOW,
    can: ['start_version'],
    drafts: [],
    active: aPlanVersion({}, 1),
    next_review: aReview({}, 1),
    review_cycle_days: null,
    ...fields,
  };
}

/** The plan of the first resident, who is back after a stay elsewhere: nobody has looked at it yet. */
export function aPlanSleep(fields: Partial<CarePlanSleepOut> = {}, number?: number): CarePlanSleepOut {
  const n = nextOf('sleep', number);
  return {
    id: idOf('sleep', n),
    version: 1,
    client_id: idOf('client', 1),
    care_plan_id: idOf('plan', 1),
    status: 'asleep',
    verdict: null,
    slept_at: '2026-10-02T09:30:00Z',
    woke_at: null,
    said_at: null,
    said_by: null,
    said_by_name: null,
    note: null,
    is_back: true,
    can: ['confirm', 'question'],
    ...fields,
  };
}

/** That somebody read the first version. */
export function aPlanRead(fields: Partial<CarePlanReadOut> = {}, number?: number): CarePlanReadOut {
  const n = nextOf('plan-read', number);
  return {
    id: idOf('plan-read', n),
    client_id: idOf('client', 1),
    care_plan_version_id: idOf('plan-version', 1),
    number: 1,
    profile_id: idOf('person', n),
    person_name: 'Ben Carter',
    shown_at: NOW,
    confirmed_at: NOW,
    copy_age_seconds: 0,
    recorded_at: NOW,
    ...fields,
  };
}

/** What a version asks to be done, of the first version unless told otherwise. */
export function aTaskDefinition(fields: Partial<TaskDefinitionOut> = {}, number?: number): TaskDefinitionOut {
  const n = nextOf('task-definition', number);
  return {
    id: idOf('task-definition', n),
    version: 1,
    client_id: idOf('client', 1),
    care_home_id: idOf('home', 1),
    care_plan_version_id: idOf('plan-version', 1),
    lineage_id: idOf('lineage', n),
    domain: 'mobility_falls',
    title: 'Walk to the lounge',
    instructions: null,
    kind: 'scheduled',
    every_days: 1,
    weekdays: null,
    starts_on: null,
    ends_on: null,
    times: ['10:00:00'],
    due_minutes: 60,
    missed_minutes: 60,
    min_interval_minutes: null,
    max_per_day: null,
    people: 1,
    assignee_id: null,
    shift_template_id: null,
    named_only: false,
    position: n,
    created_at: NOW,
    can: ['update', 'archive'],
    ...fields,
  };
}
