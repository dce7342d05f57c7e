import type {
  AlertKind,
  AlertSeverity,
  ClientStatus,
  ContactKind,
  StayDischargeReason,
  StayKind,
} from '@almoner/client';
import type { State } from '~/kit';

/** The closed lists of the API in the order in which people see them. The words are in the catalogue. */
export const STATUSES = [
  'current',
  'hospital',
  'on_leave',
  'prospective',
  'pending_admission',
  'discharged',
  'deceased',
] as const satisfies readonly ClientStatus[];

/** The server's order of alerts: the same thing stands in the same place, on every screen. */
export const ALERT_KINDS = [
  'allergy',
  'choking',
  'diet_texture',
  'falls',
  'dnacpr_respect',
  'dols',
  'infection',
  'communication',
  'moving_handling',
  'other',
] as const satisfies readonly AlertKind[];

export const SEVERITIES = [
  'mild',
  'moderate',
  'severe',
  'life_threatening',
] as const satisfies readonly AlertSeverity[];

export const STAY_KINDS = [
  'permanent',
  'respite',
  'rolling_respite',
  'trial',
  'discharge_to_assess',
  'day_care',
  'end_of_life',
] as const satisfies readonly StayKind[];

export const DISCHARGE_REASONS = [
  'returned_home',
  'other_care_home',
  'nursing_need',
  'hospital_permanent',
  'notice_given',
  'safeguarding',
  'other',
] as const satisfies readonly StayDischargeReason[];

export const CONTACT_KINDS = [
  'family',
  'friend',
  'gp',
  'social_worker',
  'advocate',
  'lpa',
  'deputy',
  'other',
] as const satisfies readonly ContactKind[];

/** Each status of a resident has a shape of its own. Deceased is the quiet square, not a cross. */
export const STATUS_SHAPES: Record<ClientStatus, State> = {
  current: 'active',
  hospital: 'away',
  on_leave: 'away',
  prospective: 'draft',
  pending_admission: 'due',
  discharged: 'ended',
  deceased: 'ended',
};
