import type { NoteKind } from '@almoner/client';
import type { NotesQuery } from '@almoner/client/react';
import { dayIn, given, idIn } from '~/care/search';

export const NOTE_KINDS = [
  'fluid',
  'food',
  'continence',
  'repositioning',
  'personal_care',
  'mood',
  'sleep',
  'activity',
  'observation',
  'weight',
  'care',
  'food_drink',
  'health',
  'family',
  'professional',
  'general',
] as const satisfies readonly NoteKind[];

export const VIEWS = ['all', 'flagged', 'late', 'missing'] as const;
export type View = (typeof VIEWS)[number];

/** Which notes are shown, as it stands in the address. Without a view: all. */
export interface NotesSearch {
  home?: string;
  client?: string;
  view?: View;
  kind?: NoteKind;
  /** A care day. */
  day?: string;
}

export function readSearch(raw: Record<string, unknown>): NotesSearch {
  const view = VIEWS.find((one) => one === raw['view']);
  return given({
    home: idIn(raw['home']),
    client: idIn(raw['client']),
    view: view === 'all' ? undefined : view,
    kind: NOTE_KINDS.find((one) => one === raw['kind']),
    day: dayIn(raw['day']),
  });
}

/** What the server is asked for, beside the resident, who has a list of their own. */
export function queryOf({ view, kind }: NotesSearch, span: { from: string; to: string } | null): NotesQuery {
  return {
    limit: 40,
    ...(kind ? { kind: [kind] } : {}),
    ...(view === 'flagged' ? { flagged: true } : {}),
    ...(view === 'late' ? { late: true } : {}),
    ...span,
  };
}

export function filtersIn({ client, kind, day }: NotesSearch): number {
  return [client, kind, day].filter(Boolean).length;
}
