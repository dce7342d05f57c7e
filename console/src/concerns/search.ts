import { given, idIn } from '~/care/search';

export const VIEWS = ['open', 'all'] as const;

/** Which concerns are shown, as it stands in the address. Without a view: the open ones. */
export interface ConcernsSearch {
  home?: string;
  view?: (typeof VIEWS)[number];
}

export function readSearch(raw: Record<string, unknown>): ConcernsSearch {
  return given({ home: idIn(raw['home']), view: raw['view'] === 'all' ? 'all' : undefined });
}
