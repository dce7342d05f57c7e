import type { PersonWith } from '@almoner/client';

export const PERSON_TABS = ['overview', 'rights', 'work'] as const;
export type PersonTab = (typeof PERSON_TABS)[number];

export function readTab(raw: unknown): PersonTab | undefined {
  return PERSON_TABS.find((tab) => tab === raw);
}

/** The parts that the reader may see: what the server does not answer has no tab. */
export function tabsOf(person: PersonWith): PersonTab[] {
  return PERSON_TABS.filter((tab) => {
    if (tab === 'work') return person.can.includes('get_private');
    // Of a colleague whom one neither manages nor reads in full there is nothing to see but the name.
    if (tab === 'rights') return person.can.includes('get_private') || (person.memberships ?? []).length > 0;
    return true;
  });
}
