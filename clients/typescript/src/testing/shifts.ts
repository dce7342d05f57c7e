import type {
  AgencyPassOut,
  AllocationListOut,
  AllocationOut,
  DutyExpectedOut,
  DutyOut,
} from '../generated/types.gen.js';
import { idOf, nextOf, NOW } from './factories.js';

const HOME = { care_home_id: idOf('home', 1) };
const WHOLE = { unit_id: null, unit_name: null };
const WHO = { profile_id: idOf('person', 2), name: 'Ben Carter', grade: 'carer' };

/** Ben is on in the whole home since eight, unless it says otherwise. */
export function aDuty(fields: Partial<DutyOut> = {}, number?: number): DutyOut {
  const n = nextOf('duty', number);
  return {
    id: idOf('duty', n),
    version: 1,
    ...HOME,
    ...WHOLE,
    ...WHO,
    assignment_id: null,
    shift_name: 'Early',
    shift_until: '2026-11-23T14:30:00Z',
    started_at: '2026-11-23T08:00:00Z',
    ended_at: null,
    closed_by: null,
    archived_at: null,
    can: ['end'],
    ...fields,
  };
}

/** Ben is on the published rota since eight and has not started. */
export function anExpected(fields: Partial<DutyExpectedOut> = {}, number?: number): DutyExpectedOut {
  const n = nextOf('assignment', number);
  return {
    assignment_id: idOf('assignment', n),
    ...HOME,
    ...WHOLE,
    ...WHO,
    shift_name: 'Early',
    from: '2026-11-23T08:00:00Z',
    until: '2026-11-23T14:30:00Z',
    ...fields,
  };
}

/** Agnes is Ben's. */
export function anAllocation(fields: Partial<AllocationOut> = {}): AllocationOut {
  return {
    client_id: idOf('client', 1),
    client_name: 'Agnes Whitlock',
    room_name: 'Room 1',
    profile_id: WHO.profile_id,
    name: WHO.name,
    mine: false,
    ...fields,
  };
}

/** The early shift's list of the whole home. */
export function anAllocationList(
  fields: Partial<AllocationListOut> = {},
  number?: number,
): AllocationListOut {
  const n = nextOf('allocation', number);
  return {
    id: idOf('allocation', n),
    version: 1,
    ...HOME,
    ...WHOLE,
    care_day: '2026-11-23',
    shift: 'early',
    allocations: [anAllocation()],
    updated_at: NOW,
    updated_by_name: 'Carol Nkemelu',
    can: ['allocate'],
    ...fields,
  };
}

/** Dilip of an agency, let in until eight in the evening. */
export function anAgencyPass(fields: Partial<AgencyPassOut> = {}, number?: number): AgencyPassOut {
  const n = nextOf('pass', number);
  return {
    id: idOf('pass', n),
    version: 1,
    ...HOME,
    profile_id: idOf('person', 4),
    name: 'Dilip Patel',
    agency: 'Hands Ltd',
    identity_document: 'passport',
    identity_seen_at: NOW,
    starts_at: NOW,
    ends_at: '2026-11-23T20:00:00Z',
    handover_id: idOf('handover', 1),
    handover_read: false,
    admitted_by: idOf('person', 3),
    admitted_by_name: 'Carol Nkemelu',
    can: ['renew_code'],
    ...fields,
  };
}
