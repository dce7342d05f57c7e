import type { NoteKind } from '@almoner/client';

/** The kinds in the order in which a carer reaches for them; those that are measured first. */
export const KINDS = [
  'fluid',
  'food',
  'personal_care',
  'continence',
  'repositioning',
  'mood',
  'sleep',
  'activity',
  'observation',
  'weight',
  'general',
  'care',
  'food_drink',
  'health',
  'family',
  'professional',
] as const satisfies readonly NoteKind[];

export interface RecordSearch {
  resident?: string;
  kind?: NoteKind;
}

export function readRecordSearch(raw: Record<string, unknown>): RecordSearch {
  const { resident } = raw;
  const kind = KINDS.find((one) => one === raw['kind']);
  if (typeof resident !== 'string') return {};
  return kind ? { resident, kind } : { resident };
}
