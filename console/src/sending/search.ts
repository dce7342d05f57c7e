import { CHANNELS, ENDS, type Channel, type End } from './vocabulary';

export const TABS = ['sent', 'ladder', 'words'] as const;
export type Tab = (typeof TABS)[number];

/** What the page shows, as it stands in the address. Absent: what was sent, all of it. */
export interface SendingSearch {
  tab?: Exclude<Tab, 'sent'>;
  status?: End;
  channel?: Channel;
  home?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An address that was typed wrong shows the list, not an error. */
export function readSearch({ tab, status, channel, home }: Record<string, unknown>): SendingSearch {
  const end = ENDS.find((one) => one === status);
  const way = CHANNELS.find((one) => one === channel);
  return {
    ...(tab === 'ladder' || tab === 'words' ? { tab } : {}),
    ...(end ? { status: end } : {}),
    ...(way ? { channel: way } : {}),
    ...(typeof home === 'string' && UUID.test(home) ? { home } : {}),
  };
}
