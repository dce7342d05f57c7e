/**
 * Query keys. They hold no base URL (a page that a server began is continued by a browser that reaches it elsewhere), go
 * from the wide to the narrow, and keep infinite lists apart from plain ones: the two have different shapes in the cache.
 */
import type { ChangeOut } from './generated/types.gen.js';

/** A key of TanStack Query. */
export type Key = readonly unknown[];

type Query = object | undefined;

function module<const Name extends string>(name: Name) {
  return {
    /** Everything of the module: for invalidation. */
    all: [name] as const,
    lists: [name, 'list'] as const,
    list: (query?: Query) => [name, 'list', said(query)] as const,
    infinite: (query?: Query) => [name, 'infinite', said(query)] as const,
    record: (id: string) => [name, 'record', id] as const,
    /** What belongs to one record, under it: invalidating the record reads these again too. */
    of: (id: string, part: string, query?: Query) => [name, 'record', id, part, said(query)] as const,
  };
}

/** Without what was not said, so that `{}` and `{ q: undefined }` are one key. */
function said(query: Query): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null),
  );
}

export const keys = {
  session: ['session'] as const,
  account: ['session', 'account'] as const,
  signIns: ['session', 'sign-ins'] as const,
  clients: module('clients'),
  alerts: module('alerts'),
  careHomes: { ...module('care-homes'), directory: ['care-homes', 'directory'] as const },
  people: module('people'),
  memberships: module('memberships'),
  homeManagers: module('home-managers'),
  offices: module('offices'),
  /** One's own inbox. What the organisation sends has keys of its own, so that a look at the bell reads none of it. */
  notifications: { ...module('notifications'), unread: ['notifications', 'unread'] as const },
  notificationPreferences: ['notification-preferences'] as const,
  deliveries: { ...module('deliveries'), waiting: ['deliveries', 'waiting'] as const },
  notificationChannels: ['notification-channels'] as const,
  ladder: ['escalation-steps'] as const,
  notificationKinds: ['notification-kinds'] as const,
  ownWords: ['notification-words'] as const,
  /** Plans, their versions, what they ask for, receipts and reviews: one change touches several of them. */
  carePlans: {
    ...module('care-plans'),
    /** The plan of a resident. */
    plan: (client: string) => ['care-plans', 'client', client] as const,
    /** What belongs to the plan of a resident. */
    planPart: (client: string, part: string, query?: Query) =>
      ['care-plans', 'client', client, part, said(query)] as const,
    /** Reviews of many residents. */
    reviews: ['care-plans', 'reviews'] as const,
  },
  scheduledJobs: module('scheduled-jobs'),
  jobRuns: module('job-runs'),
  tasks: {
    ...module('tasks'),
    round: (query?: Query) => ['tasks', 'round', said(query)] as const,
    /** A carer's round, with its ETag: another shape than `round`. */
    held: (home?: string) => ['tasks', 'held', home ?? null] as const,
  },
  notes: {
    ...module('notes'),
    kinds: ['note-kinds'] as const,
    missing: (query?: Query) => ['notes', 'missing', said(query)] as const,
    /** What the notes of one resident add up to. */
    measures: (client: string, query?: Query) => ['notes', 'measures', client, said(query)] as const,
  },
  handovers: module('handovers'),
  concerns: module('concerns'),
  /** Who is on. Allocations and passes are words of their own: one of them changes without the others. */
  duty: {
    ...module('duty'),
    /** What one is on oneself. */
    mine: ['duty', 'mine'] as const,
    boards: ['duty', 'board'] as const,
    board: (query?: Query) => ['duty', 'board', said(query)] as const,
  },
  allocations: module('allocations'),
  agencyPasses: module('agency-passes'),
  aboutMe: module('about-me'),
  photos: module('photos'),
  devices: module('devices'),
  assessments: {
    ...module('assessments'),
    instruments: (query?: Query) => ['instruments', said(query)] as const,
    due: (query?: Query) => ['assessments', 'due', said(query)] as const,
    /** How an instrument came out over time, of one resident. */
    trend: (client: string, query?: Query) => ['assessments', 'trend', client, said(query)] as const,
  },
  settings: ['settings'] as const,
  organisation: ['organisation'] as const,
  labels: ['organisation', 'labels'] as const,
};

/** What a change may have made old, below which keys of the cache. Nothing for a word that this version doesn't know. */
export function keysOf(change: ChangeOut): readonly Key[] {
  const resident = change.client ? [keys.clients.record(change.client)] : [];
  const residents = [keys.clients.lists, ['clients', 'infinite'], ...resident];
  switch (change.resource) {
    case 'clients':
      return residents;
    case 'identity':
    case 'contacts':
    case 'exclusions':
      return resident;
    case 'alerts':
      return [keys.alerts.all, ...residents];
    case 'stays':
    case 'absences':
      return [keys.careHomes.all, ...residents];
    case 'care-plans':
      return [keys.carePlans.all];
    case 'tasks':
      return [keys.tasks.all];
    // What is added to an assessment is an addendum, as it is to a note: the word is the same.
    case 'notes':
      return [keys.notes.all, keys.assessments.all];
    case 'assessments':
      return [keys.assessments.all];
    case 'handovers':
      return [keys.handovers.all];
    // A handover says who sees to one.
    case 'concerns':
      return [keys.concerns.all, keys.handovers.all];
    // Lists and the round say which one is current.
    case 'photos':
      return [keys.photos.all, ['tasks', 'held'], ['tasks', 'round'], ...residents];
    case 'about-me':
      return [keys.aboutMe.all];
    case 'devices':
      return [keys.devices.all];
    // Who comes on stands in the handover too.
    case 'duty':
      return [keys.duty.all, keys.handovers.all];
    // A round says whom one looks after.
    case 'allocations':
      return [keys.allocations.all, ['tasks', 'held'], ['tasks', 'round']];
    case 'agency-passes':
      return [keys.agencyPasses.all];
    case 'care-homes':
      return [keys.careHomes.all];
    case 'people':
      return [keys.people.all];
    case 'memberships':
      return [keys.memberships.all, keys.people.all];
    case 'home-managers':
      return [keys.homeManagers.all, keys.people.all];
    case 'offices':
      return [keys.offices.all, keys.people.all];
    case 'settings':
      return [keys.settings];
    case 'organisation':
      return [keys.organisation];
    case 'labels':
      return [keys.labels];
    // One's own only: the list, the one that is open, and the count.
    case 'notifications':
      return [keys.notifications.all];
    default:
      return [];
  }
}
