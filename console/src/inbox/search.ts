/** Which notifications are shown, as it stands in the address. Absent: all. */
export interface InboxSearch {
  show?: 'unread' | 'urgent';
}

export const VIEWS = ['all', 'unread', 'urgent'] as const;

/** An address that was typed wrong shows the list, not an error. */
export function readSearch({ show }: Record<string, unknown>): InboxSearch {
  return show === 'unread' || show === 'urgent' ? { show } : {};
}
