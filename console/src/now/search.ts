import { given, idIn } from '~/care/search';

export const PANELS = ['alerts', 'arriving'] as const;
export type Panel = (typeof PANELS)[number];

/** Which home the board shows, and which number is opened to its rows. */
export interface NowSearch {
  home?: string;
  open?: Panel;
}

export function readSearch({ home, open }: Record<string, unknown>): NowSearch {
  return given({ home: idIn(home), open: PANELS.find((panel) => panel === open) });
}
