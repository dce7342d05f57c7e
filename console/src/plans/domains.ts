import type { CarePlanSection, CarePlanSections, CarePlanVersionStatus } from '@almoner/client';
import type { State } from '~/kit';

/** The parts of a plan, in the order in which it is read. */
export const DOMAINS = [
  'personal_care',
  'mobility_falls',
  'nutrition_hydration',
  'continence',
  'skin',
  'medication',
  'communication_sensory',
  'cognition_mental_health',
  'capacity_consent',
  'behaviour_support',
  'breathing',
  'pain',
  'sleep',
  'social_activities',
  'culture_spirituality',
  'safety_environment',
  'end_of_life',
  'oral_health',
  'infection',
  'finance_belongings',
] as const satisfies readonly (keyof CarePlanSections)[];
export type Domain = (typeof DOMAINS)[number];

export function readDomain(raw: unknown): Domain | undefined {
  return DOMAINS.find((domain) => domain === raw);
}

/** The texts of a part, in the order in which they are written. */
export const FIELDS = [
  'need',
  'outcome',
  'support',
  'preferences',
  'risks',
] as const satisfies readonly (keyof CarePlanSection)[];
export type Field = (typeof FIELDS)[number];

/** The person's own words first: whoever gives care reads them before anything else. */
export const READING: readonly Field[] = ['preferences', 'need', 'outcome', 'support', 'risks'];

/** Characters of one text, as the server allows. */
export const LONGEST = 4000;

export const STATUS_SHAPES: Record<CarePlanVersionStatus, State> = {
  draft: 'draft',
  in_review: 'waiting',
  active: 'active',
  superseded: 'ended',
  withdrawn: 'refused',
};
