import type { NoteIn, NoteKindOut, NoteMeasureOut } from '@almoner/client';
import { readNumber } from '~/round/Stepper';

/** What was said of a note so far: measures as they were typed or chosen, by name. */
export interface Typed {
  measures: Record<string, string>;
  text: string;
  flagged: boolean;
}
export const EMPTY: Typed = { measures: {}, text: '', flagged: false };

export type Mistake = { path: string } & (
  | { code: 'bounds'; least: number; most: number }
  | { code: 'decimals'; decimals: number }
  | { code: 'text' | 'something' }
);

export function isNumber(measure: NoteMeasureOut): boolean {
  return measure.choices.length === 0;
}

/** How far one press of a stepper goes: what is read off a cup, a scale, a thermometer. */
export function stepOf({ unit, decimals }: NoteMeasureOut): number {
  if (unit === 'ml') return 50;
  if (unit === 'min') return 5;
  return (decimals ?? 0) > 0 ? 0.1 : 1;
}

/** Read off a device or a scale: a press of a stepper corrects what was typed, and makes nothing up. */
export function isReading({ name, unit }: NoteMeasureOut): boolean {
  return unit !== 'ml' && unit !== 'min' && name !== 'pain' && name !== 'stool_type';
}

/** What is wrong with it before it is sent; the server judges again by the same table. */
export function mistakesIn(kind: NoteKindOut, { measures, text }: Typed): Mistake[] {
  const wrong: Mistake[] = [];
  for (const measure of kind.measures) {
    const typed = measures[measure.name]?.trim() ?? '';
    if (typed === '' || !isNumber(measure)) continue;
    const number = readNumber(typed);
    const [least, most, decimals] = [measure.least ?? 0, measure.most ?? 0, measure.decimals ?? 0];
    if (number === null || number < least || number > most) {
      wrong.push({ path: measure.name, code: 'bounds', least, most });
    } else if ((String(number).split('.')[1] ?? '').length > decimals) {
      wrong.push({ path: measure.name, code: 'decimals', decimals });
    }
  }
  const measured = kind.measures.some(({ name }) => (measures[name] ?? '').trim() !== '');
  if (text.trim() === '' && !(kind.text_optional && measured)) {
    wrong.push({ path: 'text', code: kind.text_optional ? 'something' : 'text' });
  }
  return wrong;
}

/** The body of the request, with what was said and nothing else. */
export function noteOf(kind: NoteKindOut, { measures, text, flagged }: Typed, occurred_at: string): NoteIn {
  const said = kind.measures.flatMap((measure) => {
    const typed = measures[measure.name]?.trim() ?? '';
    if (typed === '') return [];
    return [[measure.name, isNumber(measure) ? readNumber(typed) : typed] as const];
  });
  return {
    kind: kind.kind,
    occurred_at,
    ...(said.length > 0 ? { measures: Object.fromEntries(said) as NoteIn['measures'] } : {}),
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(flagged ? { flagged } : {}),
  };
}
