import type { ClientPageOut } from '@almoner/client';

export const RESIDENT_TABS = [
  'summary',
  'about',
  'plan',
  'assessments',
  'alerts',
  'charts',
  'contacts',
  'stays',
  'identity',
  'exclusions',
  'history',
  'views',
] as const;
export type ResidentTab = (typeof RESIDENT_TABS)[number];

export function readTab(raw: unknown): ResidentTab | undefined {
  return RESIDENT_TABS.find((tab) => tab === raw);
}

/** The parts of the record that the reader may see: what the server does not answer has no tab. */
export function tabsOf({ client, contacts }: ClientPageOut): ResidentTab[] {
  const care = client.can.includes('read_care') && Array.isArray(contacts);
  const manages = client.can.includes('update');
  return RESIDENT_TABS.filter((tab) => {
    if (['about', 'plan', 'assessments', 'charts', 'contacts', 'stays', 'identity'].includes(tab))
      return care;
    if (tab === 'exclusions') return client.can.includes('exclude');
    if (tab === 'history') return manages;
    if (tab === 'views') return client.can.includes('read_views');
    return true;
  });
}
