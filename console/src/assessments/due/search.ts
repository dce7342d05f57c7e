import { given, idIn } from '~/care/search';

/** Which of what is due again is shown, as it stands in the address. Absent: all of it. */
export interface DueSearch {
  show?: 'overdue' | 'week';
  home?: string;
  /** The code of an instrument. */
  instrument?: string;
}

const CODE = /^[a-z0-9_]{1,60}$/;

/** An address that was typed wrong shows the list, not an error. */
export function readSearch({ show, home, instrument }: Record<string, unknown>): DueSearch {
  return given({
    show: show === 'overdue' || show === 'week' ? (show as 'overdue' | 'week') : undefined,
    home: idIn(home),
    instrument: typeof instrument === 'string' && CODE.test(instrument) ? instrument : undefined,
  });
}
