import type { SessionOut } from '@almoner/client';
import type { IconName } from '~/kit';

export interface NavEntry {
  /** A route's path; an entry whose route isn't built yet is left out. */
  to: string;
  word: 'residents' | 'reviews' | 'homes' | 'people' | 'settings' | 'me' | 'account';
  icon: IconName;
  group: 'care' | 'organisation';
  /** The module and the verb of the session's rights without which it isn't there. */
  module: string | null;
  verb?: string;
}

/** What there is. An entry comes with its screen; a screen that is not the person's has none. */
export const NAV: readonly NavEntry[] = [
  { to: '/residents', word: 'residents', icon: 'residents', group: 'care', module: 'clients', verb: 'list' },
  // For whoever manages care; who gives it reads of the review in the plan itself.
  { to: '/reviews', word: 'reviews', icon: 'calendar', group: 'care', module: 'settings', verb: 'get' },
  { to: '/homes', word: 'homes', icon: 'home', group: 'care', module: 'care-homes', verb: 'list' },
  { to: '/people', word: 'people', icon: 'people', group: 'organisation', module: 'people', verb: 'list' },
  {
    to: '/settings',
    word: 'settings',
    icon: 'settings',
    group: 'organisation',
    module: 'settings',
    verb: 'get',
  },
];

export function navOf(session: SessionOut, routes: object): readonly NavEntry[] {
  return NAV.filter(({ to }) => to in routes).filter(
    ({ module, verb }) => module === null || session.rights[module]?.includes(verb ?? 'list'),
  );
}

/** Carers and seniors get the phone's shell: large targets, a bar at the thumb. */
export function shellOf(session: SessionOut): 'carer' | 'desk' {
  const desk = ['business_owner', 'compliance_lead', 'manager'];
  return session.held.some((held) => desk.includes(held)) ? 'desk' : 'carer';
}
