import type {
  AlertKind,
  AlertOut,
  ClientAlertBrief,
  ClientOut,
  ClientPageOut,
  HomeManagerOut,
  HomeOut,
  LabelOut,
  MembershipOut,
  OfficeOut,
  OrganisationOut,
  PersonOut,
  PreviewOut,
  PrivateOut,
  SessionOut,
  SettingsOut,
  StayOut,
} from '../generated/types.gen.js';
import { idOf, nextOf, NOW } from './ids.js';

export * from './ids.js';

const GIVEN = [
  'Agnes',
  'Bernard',
  'Clarice',
  'Desmond',
  'Edith',
  'Frank',
  'Gwen',
  'Harold',
  'Iris',
  'Joseph',
] as const;
const FAMILY = [
  'Whitlock',
  'Okafor',
  'Penrose',
  'Sandhu',
  'Tregenza',
  'Marsh',
  'Lindqvist',
  'Abbott',
  'Hughes',
] as const;
const nth = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

export function aHome(fields: Partial<HomeOut> = {}, number?: number): HomeOut {
  const n = nextOf('home', number);
  const name = nth(['Harbour View', 'Fernleigh', 'The Limes', 'St Piran’s', 'Moorside'], n - 1);
  return {
    id: idOf('home', n),
    version: 1,
    code: `H${n}`,
    name,
    registered_beds: 32,
    beds: 30,
    occupied: 27,
    time_zone: 'Europe/London',
    care_day_starts: '07:00:00',
    town: 'Truro',
    phone: '01632 960100',
    can: ['update', 'archive'],
    ...fields,
  };
}

/** A resident. Names are made up and differ; give `given_name` where a test reads it. */
export function aClient(fields: Partial<ClientOut> = {}, number?: number): ClientOut {
  const n = nextOf('client', number);
  return {
    id: idOf('client', n),
    version: 1,
    holding_home_id: idOf('home', 1),
    home_name: 'Harbour View',
    status: 'current',
    title: null,
    given_name: nth(GIVEN, n - 1),
    family_name: nth(FAMILY, n - 1),
    preferred_name: null,
    key_worker_id: null,
    room_name: `Room ${n}`,
    bed_name: 'Bed A',
    bed_id: idOf('bed', n),
    allergy_state: 'none_known',
    critical: [],
    created_at: NOW,
    updated_at: NOW,
    can: ['update', 'archive', 'read_care', 'propose_alert'],
    ...fields,
  };
}

/** A resident as their page has them. */
export function aClientPage(fields: Partial<ClientPageOut> = {}): ClientPageOut {
  return { client: aClient(), alerts: [], contacts: [], planned: [], ...fields };
}

const DETAILS: Partial<Record<AlertKind, string>> = {
  allergy: 'Penicillin',
  choking: 'Level 4 pureed, level 2 drinks',
  falls: 'Two falls since September; frame within reach',
};

export function anAlert(fields: Partial<AlertOut> = {}, number?: number): AlertOut {
  const n = nextOf('alert', number);
  const kind = fields.kind ?? 'allergy';
  return {
    id: idOf('alert', n),
    version: 1,
    client_id: idOf('client', 1),
    kind,
    severity: 'severe',
    status: 'verified',
    none_known: false,
    detail: DETAILS[kind] ?? 'See the care plan',
    reaction: kind === 'allergy' ? 'Rash, swelling' : null,
    valid_from: '2026-11-01',
    created_at: NOW,
    can: ['update', 'end'],
    ...fields,
  };
}

/** The same alert, as a list of residents shows it. */
export function alertBrief(alert: AlertOut): ClientAlertBrief {
  const { id, kind, status, none_known, detail, reaction, review_due, severity } = alert;
  return { id, kind, status, none_known, detail, reaction, review_due, severity };
}

export function aStay(fields: Partial<StayOut> = {}, number?: number): StayOut {
  const n = nextOf('stay', number);
  return {
    id: idOf('stay', n),
    version: 1,
    admission_id: idOf('stay', n),
    client_id: idOf('client', 1),
    care_home_id: idOf('home', 1),
    home_name: 'Harbour View',
    bed_id: idOf('bed', 1),
    bed_name: 'Bed A',
    room_name: 'Room 1',
    kind: 'permanent',
    status: 'live',
    from: '2026-03-02T14:00:00Z',
    until: null,
    created_at: NOW,
    can: ['move', 'transfer', 'discharge', 'note_death'],
    ...fields,
  };
}

export function aPerson(fields: Partial<PersonOut> = {}, number?: number): PersonOut {
  const n = nextOf('person', number);
  const given_name = fields.given_name ?? nth(['Asha', 'Ben', 'Carol', 'Dilip', 'Efua'], n - 1);
  const family_name = fields.family_name ?? nth(['Rao', 'Carter', 'Nkemelu', 'Patel', 'Mensah'], n - 1);
  return {
    id: idOf('person', n),
    version: 1,
    given_name,
    family_name,
    preferred_name: null,
    name: `${given_name} ${family_name}`,
    persona: 'carer',
    job_title: 'carer',
    status: 'active',
    can: ['update'],
    ...fields,
  };
}

const HOME = { care_home_id: idOf('home', 1), care_home: 'Harbour View' };
const WHO = { profile_id: idOf('person', 2), person: 'Ben Carter' };

export function aMembership(fields: Partial<MembershipOut> = {}, number?: number): MembershipOut {
  const n = nextOf('right', number);
  return {
    id: idOf('right', n),
    version: 1,
    ...WHO,
    ...HOME,
    grade: 'carer',
    from: '2026-03-02T00:00:00Z',
    until: null,
    agency: null,
    state: 'live',
    can: ['update', 'end', 'archive'],
    ...fields,
  };
}

export function aHomeManager(fields: Partial<HomeManagerOut> = {}, number?: number): HomeManagerOut {
  const n = nextOf('right', number);
  return {
    id: idOf('right', n),
    version: 1,
    ...WHO,
    ...HOME,
    kind: 'deputy',
    from: '2026-03-02T00:00:00Z',
    until: null,
    state: 'live',
    can: ['update', 'update_kind', 'end', 'archive'],
    ...fields,
  };
}

export function anOffice(fields: Partial<OfficeOut> = {}, number?: number): OfficeOut {
  const n = nextOf('right', number);
  return {
    id: idOf('right', n),
    version: 1,
    ...WHO,
    role: 'compliance_lead',
    from: '2026-03-02T00:00:00Z',
    until: null,
    state: 'live',
    can: ['archive'],
    ...fields,
  };
}

/** Contact and employment, all of which the reader may change. */
export function somePrivate(fields: Partial<PrivateOut> = {}): PrivateOut {
  const values = {
    birth_date: '1991-05-14',
    contract_hours: 36,
    dbs_certificate_date: '2025-02-11',
    dbs_update_service: true,
    email: 'ben@harbour.example',
    emergency_contact: 'Nora Carter, sister, 01632 960188',
    phone: '01632 960144',
    registration_body: null,
    registration_expires: null,
    registration_number: null,
    right_to_work_checked_on: '2024-09-02',
    right_to_work_until: null,
    staff_number: 'HV-014',
    weekly_hours_cap: null,
    weekly_hours_cap_reason: null,
  };
  return { profile_id: WHO.profile_id, version: 1, ...values, can_change: Object.keys(values), ...fields };
}

/** What a carer of one home sees. */
export function aPreview(fields: Partial<PreviewOut> = {}): PreviewOut {
  return {
    person: aPerson({}, 2),
    whole: true,
    homes: [
      {
        id: HOME.care_home_id,
        name: HOME.care_home,
        grades: ['carer'],
        manager: null,
        residents: 27,
        people: 31,
      },
    ],
    modules: [
      { module: 'care-homes', can: ['list'], count: 1 },
      { module: 'clients', can: ['list'], count: 27 },
      { module: 'people', can: ['list'], count: 32 },
    ],
    ...fields,
  };
}

export function anOrganisation(fields: Partial<OrganisationOut> = {}): OrganisationOut {
  return { id: idOf('organisation', 1), version: 1, name: 'Harbour Care', can: ['update'], ...fields };
}

/** The five words as they are before anybody changes one. */
export function someLabels(): LabelOut[] {
  const words = [
    ['handover', 'handover', 'handovers'],
    ['home', 'home', 'homes'],
    ['key_worker', 'key worker', 'key workers'],
    ['resident', 'resident', 'residents'],
    ['rota', 'rota', 'rotas'],
  ] as const;
  return words.map(([word, singular, plural], i) => ({
    id: idOf('label', i + 1),
    version: 1,
    word,
    singular,
    plural,
    can: ['update'],
  }));
}

/** Who is signed in: a manager of one home, unless it says otherwise. */
export function aSession(fields: Partial<SessionOut> = {}): SessionOut {
  const person = aPerson({ persona: 'manager', job_title: 'registered_manager' }, 1);
  const organisation = { id: idOf('organisation', 1), name: 'Harbour Care', labels: {} };
  return {
    account: {
      id: idOf('account', 1),
      email: 'manager@harbour.example',
      second_factor: true,
      second_factor_at: NOW,
      second_factor_fresh: true,
      second_factor_required: false,
    },
    person,
    organisation,
    profiles: [
      {
        profile_id: person.id,
        name: person.name,
        organisation: organisation.name,
        organisation_id: organisation.id,
        active: true,
      },
    ],
    homes: [
      {
        id: idOf('home', 1),
        code: 'H1',
        name: 'Harbour View',
        time_zone: 'Europe/London',
        care_day_starts: '07:00:00',
        manager: 'registered',
        grades: [],
        can: ['hand_in'],
      },
    ],
    held: ['manager'],
    rights: { clients: ['read', 'create', 'update'], alerts: ['read', 'create', 'verify'] },
    features: {},
    preferences: {},
    ...fields,
  };
}

export function someSettings(fields: Partial<SettingsOut> = {}): SettingsOut {
  return {
    version: 1,
    features: [],
    quiet_from: '21:00:00',
    quiet_to: '07:00:00',
    retention_years: 8,
    review_cycle_days: 28,
    initial_plan_days: 7,
    second_factor_required: false,
    two_person_publish: false,
    can: ['update'],
    ...fields,
  };
}
