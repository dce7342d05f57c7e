import type { Grade, InviteIn, JobTitle, ManagerKind, Office } from '@almoner/client';
import { OPEN, instantOf, type Edge } from '../span';
import type { RightRow } from './RightRows';

export interface InviteValues {
  given_name: string;
  family_name: string;
  preferred_name: string;
  email: string;
  job_title: JobTitle;
  memberships: RightRow<Grade>[];
  homes_managed: RightRow<ManagerKind>[];
  offices: Office[];
  from: Edge;
  until: Edge;
  agency: string;
}

export const noInvite = (home: string | null): InviteValues => ({
  given_name: '',
  family_name: '',
  preferred_name: '',
  email: '',
  job_title: 'carer',
  memberships: [{ home, what: null }],
  homes_managed: [],
  offices: [],
  from: OPEN,
  until: OPEN,
  agency: '',
});

/** Something with an @ between two things: the server knows the rest. */
export const isEmail = (text: string) => /^\S+@\S+\.\S+$/.test(text.trim());

/** A line that nobody began says nothing. */
export const begun = <T extends string>(row: RightRow<T>) => row.home !== null || row.what !== null;

/** Where the API's complaints stand in the form. */
export function placeOf(path: string): string | undefined {
  const [, list, at, field] = /^(memberships|homes_managed)\.(\d+)\.(\w+)$/.exec(path) ?? [];
  if (!list) return undefined;
  if (field === 'from' || field === 'until' || field === 'agency') return field;
  return `${list}.${at}.${field === 'care_home_id' ? 'home' : 'what'}`;
}

/** Times of each right are on the clock of its own home. */
export function inviteBody(values: InviteValues, zoneOf: (home: string | null) => string): InviteIn {
  const span = (home: string | null) => {
    const from = instantOf(values.from, 'from', zoneOf(home));
    const until = instantOf(values.until, 'until', zoneOf(home));
    return { ...(from ? { from } : {}), ...(until ? { until } : {}) };
  };
  const agency = values.agency.trim();
  const preferred = values.preferred_name.trim();
  return {
    given_name: values.given_name.trim(),
    family_name: values.family_name.trim(),
    ...(preferred ? { preferred_name: preferred } : {}),
    email: values.email.trim(),
    job_title: values.job_title,
    memberships: values.memberships.filter(begun).map(({ home, what }) => ({
      care_home_id: home!,
      grade: what!,
      ...span(home),
      ...(agency ? { agency } : {}),
    })),
    homes_managed: values.homes_managed
      .filter(begun)
      .map(({ home, what }) => ({ care_home_id: home!, kind: what!, ...span(home) })),
    offices: values.offices,
  };
}
