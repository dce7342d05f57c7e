import type { HandoverShift } from '@almoner/client';
import { given, idIn } from '~/care/search';

export const SHIFTS = ['early', 'late', 'long_day', 'night'] as const satisfies readonly HandoverShift[];

/** Which home's shift is shown, and which shift of it. */
export interface ShiftSearch {
  home?: string;
  shift?: HandoverShift;
}

/** And of which unit the list is; empty: of the whole home. */
export interface AllocateSearch extends ShiftSearch {
  unit?: string;
}

const shiftIn = (raw: unknown) => SHIFTS.find((shift) => shift === raw);

export function readSearch({ home, shift }: Record<string, unknown>): ShiftSearch {
  return given({ home: idIn(home), shift: shiftIn(shift) });
}

export function readAllocate({ home, shift, unit }: Record<string, unknown>): AllocateSearch {
  return given({ home: idIn(home), shift: shiftIn(shift), unit: idIn(unit) });
}
