import type { Grade, JobTitle, ManagerKind, Office, Persona, RegistrationBody } from '@almoner/client';
import { useTranslations } from 'use-intl';
import type { State } from '~/kit';

/** The closed lists of the API in the order in which people see them. The words are in the catalogue. */
export const JOB_TITLES = [
  'carer',
  'senior_carer',
  'nurse',
  'activities',
  'ancillary',
  'registered_manager',
  'deputy_manager',
  'regional_manager',
  'rota_coordinator',
  'compliance_lead',
  'finance_officer',
  'hr_officer',
  'nominated_individual',
  'org_owner',
  'agency_worker',
  'external_professional',
] as const satisfies readonly JobTitle[];

export const GRADES = ['carer', 'senior', 'nurse', 'ancillary'] as const satisfies readonly Grade[];
export const MANAGER_KINDS = ['registered', 'deputy', 'cover'] as const satisfies readonly ManagerKind[];
export const OFFICES = ['business_owner', 'compliance_lead'] as const satisfies readonly Office[];
export const PERSONAS = [
  'carer',
  'manager',
  'business_owner',
  'compliance_lead',
] as const satisfies readonly Persona[];
export const BODIES = ['NMC', 'HCPC', 'SWE'] as const satisfies readonly RegistrationBody[];

export const STATUSES = ['active', 'invited', 'disabled'] as const;
export type Status = (typeof STATUSES)[number];
export type RightKind = 'membership' | 'home_manager' | 'office';
type RightState = 'live' | 'coming' | 'ended';

export const STATUS_SHAPES: Record<Status, State> = {
  active: 'active',
  invited: 'waiting',
  disabled: 'refused',
};
export const STATE_SHAPES: Record<RightState, State> = { live: 'active', coming: 'due', ended: 'ended' };

/** Known words come from the catalogue; one that a newer server has is shown as it is. */
const known = <T extends string>(list: readonly T[], word: string): word is T =>
  (list as readonly string[]).includes(word);
export const isStatus = (word: string): word is Status => known(STATUSES, word);
export const isState = (word: string): word is RightState => known(['live', 'coming', 'ended'], word);

/** Codes of the API in words. */
export function useRightWords() {
  const t = useTranslations('rights');
  const right = (kind: string, word: string) => {
    if (kind === 'membership' && known(GRADES, word)) return t(`grade.${word}`);
    if (kind === 'home_manager' && known(MANAGER_KINDS, word)) return t(`manager.${word}`);
    if (kind === 'office' && known(OFFICES, word)) return t(`office.${word}`);
    return word;
  };
  return {
    job: (word: string) => (known(JOB_TITLES, word) ? t(`job.${word}`) : word),
    persona: (word: string) => (known(PERSONAS, word) ? t(`persona.${word}`) : word),
    status: (word: string) => (isStatus(word) ? t(`status.${word}`) : word),
    state: (word: string) => (isState(word) ? t(`state.${word}`) : word),
    right,
    /** "Senior, Harbour View". */
    rightIn: (kind: string, word: string, home: string | null | undefined) =>
      home ? t('in', { right: right(kind, word), home }) : right(kind, word),
  };
}
