import type { Grade, ListPeopleData } from '@almoner/client';
import { GRADES, STATUSES, type Status } from '../vocabulary';

/** What the list of people shows, as it stands in the address. What is absent is everybody who is here. */
export interface PeopleSearch {
  q?: string;
  home?: string;
  grade?: Grade;
  status?: Status;
  sort?: '-name';
  archived?: 'only';
}

export const VIEWS = ['everyone', ...STATUSES] as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Keeps what makes sense and drops the rest: an address that was typed wrong shows the list, not an error. */
export function readSearch(raw: Record<string, unknown>): PeopleSearch {
  const search: PeopleSearch = {};
  const q = text(raw['q']).slice(0, 100);
  if (q) search.q = q;
  if (UUID.test(text(raw['home']))) search.home = text(raw['home']);
  const grade = GRADES.find((one) => one === raw['grade']);
  if (grade) search.grade = grade;
  const status = STATUSES.find((one) => one === raw['status']);
  if (status) search.status = status;
  if (raw['sort'] === '-name') search.sort = '-name';
  if (raw['archived'] === 'only') search.archived = 'only';
  return search;
}

/** How many filters hold beyond the view: what "Clear filters" would take away. */
export function filtersIn(search: PeopleSearch): number {
  return [search.home, search.grade].filter(Boolean).length;
}

/** What stays when the filters go. */
export function cleared({ q, status, sort, archived }: PeopleSearch): PeopleSearch {
  return {
    ...(q ? { q } : {}),
    ...(status ? { status } : {}),
    ...(sort ? { sort } : {}),
    ...(archived ? { archived } : {}),
  };
}

/** Without some of it; an absent key is the address's way to say so. */
export function without(search: PeopleSearch, ...names: (keyof PeopleSearch)[]): PeopleSearch {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name as never)));
}

export type PeopleQuery = NonNullable<ListPeopleData['query']>;

/** The call that answers a search: everything that a row shows, in one request. */
export function queryOf({ q, home, grade, status, sort, archived }: PeopleSearch): PeopleQuery {
  return {
    include: ['memberships', 'sign_in'],
    count: 'exact',
    limit: 50,
    sort: sort ?? 'name',
    ...(q ? { q } : {}),
    ...(home ? { home } : {}),
    ...(grade ? { grade } : {}),
    ...(status ? { status } : {}),
    ...(archived ? { archived } : {}),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
