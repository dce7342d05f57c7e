import type { AlertKind, ClientStatus, ListClientsData } from '@almoner/client';
import { ALERT_KINDS, STATUSES } from '../vocabulary';

/**
 * What the residents list shows, as it stands in the address: a link to a list is a link to what somebody saw.
 * Several values of one filter are separated by commas. What is absent is the first view: whoever lives here.
 */
export interface ResidentsSearch {
  q?: string;
  home?: string;
  unit?: string;
  status?: string;
  worker?: string;
  alert?: string;
  sort?: '-updated_at';
  archived?: 'only';
}

export const VIEWS = {
  here: ['current', 'hospital', 'on_leave'],
  coming: ['prospective', 'pending_admission'],
  left: ['discharged', 'deceased'],
  everyone: STATUSES,
} as const satisfies Record<string, readonly ClientStatus[]>;
export type View = keyof typeof VIEWS;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Keeps what makes sense and drops the rest: an address that was typed wrong shows the list, not an error. */
export function readSearch(raw: Record<string, unknown>): ResidentsSearch {
  const search: ResidentsSearch = {};
  const q = text(raw['q']).slice(0, 100);
  if (q) search.q = q;
  for (const key of ['home', 'unit', 'worker'] as const) {
    const id = text(raw[key]);
    if (UUID.test(id)) search[key] = id;
  }
  const status = joined(wordsOf(raw['status'], STATUSES));
  if (status && status !== joined(VIEWS.here)) search.status = status;
  const alert = joined(wordsOf(raw['alert'], ALERT_KINDS));
  if (alert) search.alert = alert;
  if (raw['sort'] === '-updated_at') search.sort = '-updated_at';
  if (raw['archived'] === 'only') search.archived = 'only';
  return search;
}

export function statusesOf(search: ResidentsSearch): ClientStatus[] {
  return search.status ? wordsOf(search.status, STATUSES) : [...VIEWS.here];
}

export function alertKindsOf(search: ResidentsSearch): AlertKind[] {
  return wordsOf(search.alert, ALERT_KINDS);
}

export function withStatuses(search: ResidentsSearch, statuses: readonly ClientStatus[]): ResidentsSearch {
  return readSearch({ ...search, status: joined(STATUSES.filter((word) => statuses.includes(word))) });
}

export function withAlertKinds(search: ResidentsSearch, kinds: readonly AlertKind[]): ResidentsSearch {
  return readSearch({ ...search, alert: joined(ALERT_KINDS.filter((word) => kinds.includes(word))) });
}

/** The view whose statuses these are; none when somebody picked their own. */
export function viewOf(search: ResidentsSearch): View | undefined {
  const status = joined(statusesOf(search));
  return (Object.keys(VIEWS) as View[]).find((view) => joined(VIEWS[view]) === status);
}

/** How many filters hold beyond the view: what "Clear filters" would take away. */
export function filtersIn(search: ResidentsSearch): number {
  const own = viewOf(search) === undefined ? 1 : 0;
  return own + [search.unit, search.worker, search.alert, search.home].filter(Boolean).length;
}

export type ResidentsQuery = NonNullable<ListClientsData['query']>;

/** The call that answers a search: everything that a row shows, in one request. */
export function queryOf(search: ResidentsSearch): ResidentsQuery {
  const alert = alertKindsOf(search);
  const view = viewOf(search);
  return {
    include: ['bed', 'home', 'key_worker', 'stay'],
    count: 'exact',
    limit: 50,
    sort: search.sort ?? 'name',
    ...(search.q ? { q: search.q } : {}),
    ...(search.home ? { home: search.home } : {}),
    ...(search.unit ? { unit: search.unit } : {}),
    ...(search.worker ? { key_worker: search.worker } : {}),
    ...(alert.length > 0 ? { alert } : {}),
    ...(search.archived ? { archived: search.archived } : {}),
    // What was made in error may stand in any status.
    ...(view === 'everyone' || search.archived ? {} : { status: statusesOf(search) }),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** In the order of the list, each once. */
function wordsOf<T extends string>(value: unknown, all: readonly T[]): T[] {
  const given = Array.isArray(value) ? value.map(text) : text(value).split(',');
  return all.filter((word) => given.includes(word));
}

function joined(list: readonly string[]): string {
  return list.join(',');
}
