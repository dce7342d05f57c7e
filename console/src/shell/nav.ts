import type { SessionOut } from '@almoner/client';
import type { IconName } from '~/kit';

export interface NavEntry {
  /** A route's path; an entry whose route isn't built yet is left out. */
  to: string;
  word:
    'now' | 'handover' | 'tasks' | 'notes' | 'residents' | 'homes' | 'people' | 'settings' | 'me' | 'account';
  icon: IconName;
  group: 'care' | 'organisation';
  /** The module and the verb of the session's rights without which it isn't there. */
  module: string | null;
  verb?: string;
  /** Who else it is for: what the session says of a person's work, where no module of its rights does. */
  who?: (session: SessionOut) => boolean;
}

/** Somebody manages a home of the session. */
const manages = ({ homes }: SessionOut) => homes.some(({ manager }) => manager);
/** An office from which all homes are read. */
const readsAll = ({ held }: SessionOut) =>
  held.some((one) => one === 'business_owner' || one === 'compliance_lead');
/** Gives care in a home; ancillary staff write what they did and read no record. */
const givesCare = ({ homes }: SessionOut) =>
  homes.some(({ grades }) => grades.some((grade) => grade !== 'ancillary'));

/** What there is. An entry comes with its screen; a screen that is not the person's has none. */
export const NAV: readonly NavEntry[] = [
  { to: '/now', word: 'now', icon: 'history', group: 'care', module: null, who: manages },
  { to: '/residents', word: 'residents', icon: 'residents', group: 'care', module: 'clients', verb: 'list' },
  {
    to: '/handover',
    word: 'handover',
    icon: 'copy',
    group: 'care',
    module: null,
    who: (session) => manages(session) || givesCare(session) || readsAll(session),
  },
  // An owner's first screen is not one home's.
  {
    to: '/now',
    word: 'now',
    icon: 'history',
    group: 'care',
    module: null,
    who: (session) => !manages(session) && readsAll(session),
  },
  {
    to: '/tasks',
    word: 'tasks',
    icon: 'check',
    group: 'care',
    module: null,
    who: (session) => manages(session) || readsAll(session),
  },
  {
    to: '/notes',
    word: 'notes',
    icon: 'edit',
    group: 'care',
    module: null,
    who: (session) => manages(session) || readsAll(session),
  },
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
    ({ module, verb, who }) =>
      (module === null || session.rights[module]?.includes(verb ?? 'list')) && (who?.(session) ?? true),
  );
}

/** Carers and seniors get the phone's shell: large targets, a bar at the thumb. */
export function shellOf(session: SessionOut): 'carer' | 'desk' {
  const desk = ['business_owner', 'compliance_lead', 'manager'];
  return session.held.some((held) => desk.includes(held)) ? 'desk' : 'carer';
}
