import type {
  AboutMeOut,
  AddendumOut,
  AgencyPassOut,
  AlertOut,
  AllocationListOut,
  AssessmentAddendumOut,
  AssessmentIn,
  AssessmentOut,
  CarePlanReadOut,
  CarePlanReviewOut,
  CarePlanSleepOut,
  CarePlanVersionOut,
  ChannelOut,
  ClientOut,
  ConcernOut,
  DeliveryOut,
  DutyExpectedOut,
  DutyOut,
  HandInResultOut,
  HandoverWithItemsOut,
  HomeManagerOut,
  HomeOut,
  InstrumentOut,
  JobOut,
  KindOut,
  LabelOut,
  MeasuresOut,
  MembershipOut,
  MissingNoteOut,
  NoteKindOut,
  NoteOut,
  NotificationOut,
  NotificationPreferencesOut,
  OfficeOut,
  OrganisationOut,
  OwnWordsOut,
  PhotoOut,
  PersonOut,
  PreviewOut,
  PrivateOut,
  RecordViewOut,
  RunOut,
  RungOut,
  SessionOut,
  SettingsOut,
  SignInFacts,
  StayOut,
  TaskDefinitionOut,
  TaskOut,
  TaskRecordOut,
  UnitOut,
  WaitingOut,
} from '../generated/types.gen.js';
import {
  aClient,
  aHome,
  anAlert,
  anOrganisation,
  aPerson,
  aPreview,
  aSession,
  someLabels,
  someSettings,
} from './factories.js';
import { aNotificationKind, someNotificationPreferences } from './notices.js';

/** What the made-up server knows. Plain maps: a test reads and writes them as it likes. */
export interface World {
  /** Null: nobody is signed in, and everything but the sign-in answers 401. */
  session: SessionOut | null;
  /** Who can sign in, with which password, and with which code where one is asked for. */
  accounts: { email: string; password: string; code?: string; session: SessionOut }[];
  homes: Map<string, HomeOut>;
  clients: Map<string, ClientOut>;
  alerts: Map<string, AlertOut>;
  stays: Map<string, StayOut>;
  people: Map<string, PersonOut>;
  /** Contact and employment, by the person's id. */
  privates: Map<string, PrivateOut>;
  /** How people sign in, by the person's id. */
  signIns: Map<string, SignInFacts>;
  memberships: Map<string, MembershipOut>;
  managers: Map<string, HomeManagerOut>;
  offices: Map<string, OfficeOut>;
  /** What "What can Asha see?" answers, whoever is asked about. */
  preview: PreviewOut;
  organisation: OrganisationOut;
  labels: Map<string, LabelOut>;
  settings: SettingsOut;
  /** What the person who is signed in was told. */
  notifications: Map<string, NotificationOut>;
  notificationPreferences: NotificationPreferencesOut;
  deliveries: Map<string, DeliveryOut>;
  waiting: WaitingOut[];
  channels: Map<string, ChannelOut>;
  ladder: Map<string, RungOut>;
  kinds: KindOut[];
  ownWords: Map<string, OwnWordsOut>;
  jobs: Map<string, JobOut>;
  runs: Map<string, RunOut>;
  /** Versions of care plans; those of one resident are one plan. */
  planVersions: Map<string, CarePlanVersionOut>;
  planReads: CarePlanReadOut[];
  /** Times in which plans slept. */
  sleeps: Map<string, CarePlanSleepOut>;
  /** Who opened whose record, the latest first. */
  recordViews: RecordViewOut[];
  reviews: Map<string, CarePlanReviewOut>;
  /** What versions ask to be done. */
  definitions: Map<string, TaskDefinitionOut>;
  tasks: Map<string, TaskOut>;
  /** What came of tasks, by the task's id. */
  records: Map<string, TaskRecordOut[]>;
  notes: Map<string, NoteOut>;
  addenda: AddendumOut[];
  /** What was handed in, by whose it was and its key. */
  handedIn: Map<string, HandInResultOut>;
  noteKinds: NoteKindOut[];
  missing: MissingNoteOut[];
  /** What the notes of any resident add up to. */
  measures: MeasuresOut;
  handovers: Map<string, HandoverWithItemsOut>;
  /** Those of a handover are looked up here when it is read, where they are here. */
  concerns: Map<string, ConcernOut>;
  /** Every version, as `GET /instruments` has them. */
  instruments: InstrumentOut[];
  assessments: Map<string, AssessmentOut>;
  assessmentAddenda: AssessmentAddendumOut[];
  /** What answers come to. The made-up server computes nothing: without it an assessment has no score. */
  comesTo: (said: AssessmentIn) => Partial<AssessmentOut>;
  /** What residents say about themselves. */
  aboutMe: Map<string, AboutMeOut>;
  photos: Map<string, PhotoOut>;
  /** Up to when the tasks of every home are made. */
  tasksReadyUntil: string | null;
  /** What clients reported. */
  reports: unknown[];
  duty: Map<string, DutyOut>;
  /** By the rota; who is on is left out of what is answered. */
  expected: DutyExpectedOut[];
  allocations: Map<string, AllocationListOut>;
  passes: Map<string, AgencyPassOut>;
  /** Codes that were given and not used, and whose they are. */
  passCodes: Map<string, string>;
  /** What somebody sees who signs in with a code, but for who they are. */
  passSession: SessionOut | null;
  units: UnitOut[];
  /** The units in which residents live. */
  placed: Map<string, { unit_id: string; unit_name: string }>;
  /** The handover that whoever asks for a round has not taken in. */
  handoverUnread: string | null;
  /** Idempotency keys that were used: the body, and what it made. */
  keys: Map<string, { body: string; status: number; find: () => unknown }>;
}

export interface WorldParts {
  session?: SessionOut | null;
  accounts?: World['accounts'];
  homes?: HomeOut[];
  clients?: ClientOut[];
  alerts?: AlertOut[];
  stays?: StayOut[];
  people?: PersonOut[];
  privates?: PrivateOut[];
  signIns?: Record<string, SignInFacts>;
  memberships?: MembershipOut[];
  managers?: HomeManagerOut[];
  offices?: OfficeOut[];
  preview?: PreviewOut;
  organisation?: OrganisationOut;
  labels?: LabelOut[];
  settings?: SettingsOut;
  notifications?: NotificationOut[];
  notificationPreferences?: NotificationPreferencesOut;
  deliveries?: DeliveryOut[];
  waiting?: WaitingOut[];
  channels?: ChannelOut[];
  ladder?: RungOut[];
  kinds?: KindOut[];
  ownWords?: OwnWordsOut[];
  jobs?: JobOut[];
  runs?: RunOut[];
  planVersions?: CarePlanVersionOut[];
  planReads?: CarePlanReadOut[];
  sleeps?: CarePlanSleepOut[];
  recordViews?: RecordViewOut[];
  reviews?: CarePlanReviewOut[];
  definitions?: TaskDefinitionOut[];
  tasks?: TaskOut[];
  records?: Record<string, TaskRecordOut[]>;
  notes?: NoteOut[];
  addenda?: AddendumOut[];
  noteKinds?: NoteKindOut[];
  missing?: MissingNoteOut[];
  measures?: MeasuresOut;
  handovers?: HandoverWithItemsOut[];
  concerns?: ConcernOut[];
  instruments?: InstrumentOut[];
  assessments?: AssessmentOut[];
  comesTo?: World['comesTo'];
  aboutMe?: AboutMeOut[];
  photos?: PhotoOut[];
  duty?: DutyOut[];
  expected?: DutyExpectedOut[];
  allocations?: AllocationListOut[];
  passes?: AgencyPassOut[];
  passCodes?: Record<string, string>;
  passSession?: SessionOut | null;
  units?: UnitOut[];
  placed?: Record<string, { unit_id: string; unit_name: string }>;
  handoverUnread?: string | null;
  tasksReadyUntil?: string | null;
}

/** A small home with three residents, one alert and one carer, unless told otherwise. */
export function aWorld(parts: WorldParts = {}): World {
  const session = parts.session === undefined ? aSession() : parts.session;
  const clients = parts.clients ?? [1, 2, 3].map((n) => aClient({}, n));
  const alerts = parts.alerts ?? [anAlert({}, 1)];
  return {
    session,
    accounts: parts.accounts ?? [
      { email: 'manager@harbour.example', password: 'lantern-harbour-demo', session: session ?? aSession() },
    ],
    homes: byId(parts.homes ?? [aHome({}, 1)]),
    clients: byId(clients),
    alerts: byId(alerts),
    stays: byId(parts.stays ?? []),
    people: byId(parts.people ?? [aPerson({}, 2)]),
    privates: new Map((parts.privates ?? []).map((row) => [row.profile_id, row])),
    signIns: new Map(Object.entries(parts.signIns ?? {})),
    memberships: byId(parts.memberships ?? []),
    managers: byId(parts.managers ?? []),
    offices: byId(parts.offices ?? []),
    preview: parts.preview ?? aPreview(),
    organisation: parts.organisation ?? anOrganisation(),
    labels: byId(parts.labels ?? someLabels()),
    settings: parts.settings ?? someSettings(),
    notifications: byId(parts.notifications ?? []),
    notificationPreferences: parts.notificationPreferences ?? someNotificationPreferences(),
    deliveries: byId(parts.deliveries ?? []),
    waiting: parts.waiting ?? [],
    channels: byId(parts.channels ?? []),
    ladder: byId(parts.ladder ?? []),
    kinds: parts.kinds ?? [aNotificationKind()],
    ownWords: byId(parts.ownWords ?? []),
    jobs: byId(parts.jobs ?? []),
    runs: byId(parts.runs ?? []),
    planVersions: byId(parts.planVersions ?? []),
    planReads: [...(parts.planReads ?? [])],
    sleeps: byId(parts.sleeps ?? []),
    recordViews: [...(parts.recordViews ?? [])],
    reviews: byId(parts.reviews ?? []),
    definitions: byId(parts.definitions ?? []),
    tasks: byId(parts.tasks ?? []),
    records: new Map(Object.entries(parts.records ?? {})),
    notes: byId(parts.notes ?? []),
    addenda: parts.addenda ?? [],
    handedIn: new Map(),
    noteKinds: parts.noteKinds ?? [],
    missing: parts.missing ?? [],
    measures: parts.measures ?? { days: [], series: [], cut: false },
    handovers: new Map((parts.handovers ?? []).map((one) => [one.handover.id, one])),
    concerns: byId(parts.concerns ?? []),
    instruments: parts.instruments ?? [],
    assessments: byId(parts.assessments ?? []),
    assessmentAddenda: [],
    comesTo: parts.comesTo ?? (() => ({})),
    aboutMe: byId(parts.aboutMe ?? []),
    photos: byId(parts.photos ?? []),
    duty: byId(parts.duty ?? []),
    expected: parts.expected ?? [],
    allocations: byId(parts.allocations ?? []),
    passes: byId(parts.passes ?? []),
    passCodes: new Map(Object.entries(parts.passCodes ?? {})),
    passSession: parts.passSession ?? null,
    units: parts.units ?? [],
    placed: new Map(Object.entries(parts.placed ?? {})),
    handoverUnread: parts.handoverUnread ?? null,
    tasksReadyUntil: parts.tasksReadyUntil === undefined ? '2026-11-25T12:00:00Z' : parts.tasksReadyUntil,
    reports: [],
    keys: new Map(),
  };
}

function byId<T extends { id: string }>(rows: T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
