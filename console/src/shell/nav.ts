import type { SessionOut } from '@almoner/client';
import type { IconName } from '~/kit';

export interface NavEntry {
  /** A route's path; an entry whose route isn't built yet is left out. */
  to: string;
  word:
    | 'today'
    | 'record'
    | 'now'
    | 'handover'
    | 'shift'
    | 'tasks'
    | 'notes'
    | 'residents'
    | 'concerns'
    | 'reviews'
    | 'assessments'
    | 'homes'
    | 'people'
    | 'settings'
    | 'me'
    | 'account';
  icon: IconName;
  group: 'care' | 'organisation';
  /** The module and the verb of the session's rights without which it isn't there. */
  module: string | null;
  verb?: string;
  /** Instead of both: whether it is theirs. */
  when?: (session: SessionOut) => boolean;
}

/** Homes on whose floor they give care. No module of the session's rights says it: a round is asked for by home. */
export function homesOfCare({ homes }: Pick<SessionOut, 'homes'>): SessionOut['homes'] {
  return homes.filter(({ grades }) => grades.some((grade) => grade !== 'ancillary'));
}
const givesCare = (session: SessionOut) => homesOfCare(session).length > 0;
/** Somebody manages a home of the session. */
const manages = ({ homes }: SessionOut) => homes.some(({ manager }) => manager);
/** Seniors and nurses. */
const runsShift = ({ homes }: SessionOut) =>
  homes.some(({ grades }) => grades.some((grade) => grade === 'senior' || grade === 'nurse'));
/** An office from which all homes are read. */
const readsAll = ({ held }: SessionOut) =>
  held.some((one) => one === 'business_owner' || one === 'compliance_lead');
/** Whoever answers for the care of others. */
const watches = (session: SessionOut) => manages(session) || runsShift(session) || readsAll(session);

/** What there is. An entry comes with its screen; a screen that is not the person's has none. */
export const NAV: readonly NavEntry[] = [
  { to: '/today', word: 'today', icon: 'check', group: 'care', module: null, when: givesCare },
  { to: '/record', word: 'record', icon: 'edit', group: 'care', module: null, when: givesCare },
  { to: '/now', word: 'now', icon: 'history', group: 'care', module: null, when: manages },
  { to: '/residents', word: 'residents', icon: 'residents', group: 'care', module: 'clients', verb: 'list' },
  {
    to: '/handover',
    word: 'handover',
    icon: 'copy',
    group: 'care',
    module: null,
    when: (session) => manages(session) || givesCare(session) || readsAll(session),
  },
  {
    to: '/concerns',
    word: 'concerns',
    icon: 'bell',
    group: 'care',
    module: null,
    when: watches,
  },
  {
    to: '/shift',
    word: 'shift',
    icon: 'people',
    group: 'care',
    module: null,
    when: (session) => manages(session) || givesCare(session) || readsAll(session),
  },
  // An owner's first screen is not one home's.
  {
    to: '/now',
    word: 'now',
    icon: 'history',
    group: 'care',
    module: null,
    when: (session) => !manages(session) && readsAll(session),
  },
  {
    to: '/tasks',
    word: 'tasks',
    icon: 'check',
    group: 'care',
    module: null,
    when: (session) => manages(session) || readsAll(session),
  },
  {
    to: '/notes',
    word: 'notes',
    icon: 'edit',
    group: 'care',
    module: null,
    when: (session) => manages(session) || readsAll(session),
  },
  // For whoever manages care; who gives it reads of the review in the plan itself.
  { to: '/reviews', word: 'reviews', icon: 'calendar', group: 'care', module: 'settings', verb: 'get' },
  {
    to: '/assessments',
    word: 'assessments',
    icon: 'table',
    group: 'care',
    module: null,
    when: watches,
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
    ({ module, verb, when }) =>
      when?.(session) ?? (module === null || session.rights[module]?.includes(verb ?? 'list')),
  );
}

/** Carers and seniors get the phone's shell: large targets, a bar at the thumb. */
export function shellOf(session: SessionOut): 'carer' | 'desk' {
  const desk = ['business_owner', 'compliance_lead', 'manager'];
  return session.held.some((held) => desk.includes(held)) ? 'desk' : 'carer';
}
