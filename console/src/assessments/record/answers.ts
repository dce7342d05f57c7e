import type { AssessmentIn, Instrument, InstrumentItem } from '@almoner/client';
import { readNumber } from '~/round/Stepper';
import { askedOf } from '../catalogue';

/** By item, as it is typed or chosen; what is empty is not answered. */
export type Typed = Readonly<Record<string, string>>;

/** Where an item's complaint stands, here and in what the server says. */
export const placeOf = ({ code }: Pick<InstrumentItem, 'code'>): string => `answers.${code}`;

export type Problem =
  | { code: 'choose' | 'number' }
  | { code: 'range'; least: number; most: number }
  | { code: 'decimals'; decimals: number };

/** What is wrong with an answer before it is sent. The server judges again, and it alone gives points. */
export function problemWith(item: InstrumentItem, typed: string | undefined): Problem | null {
  const text = typed?.trim() ?? '';
  if (item.kind === 'choice') {
    if (text === '') return item.required ? { code: 'choose' } : null;
    return item.options?.some(({ code }) => code === text) ? null : { code: 'choose' };
  }
  if (text === '') return item.required ? { code: 'number' } : null;
  const value = readNumber(text);
  if (value === null) return { code: 'number' };
  const [least, most] = [item.least ?? -Infinity, item.most ?? Infinity];
  if (value < least || value > most) return { code: 'range', least, most };
  const decimals = item.decimals ?? 0;
  const digits = text.replace(',', '.').split('.')[1] ?? '';
  return digits.length > decimals ? { code: 'decimals', decimals } : null;
}

/** The answers as they are sent: a number as a number, a choice by its code. */
export function answersOf(instrument: Instrument, typed: Typed): AssessmentIn['answers'] {
  return Object.fromEntries(
    askedOf(instrument).flatMap((item) => {
      const text = typed[item.code]?.trim();
      if (!text) return [];
      return [[item.code, item.kind === 'number' ? (readNumber(text) ?? text) : text] as const];
    }),
  );
}

/** One step of a number's own marks. */
export const stepOf = ({ decimals }: InstrumentItem): number => (decimals ? 10 ** -decimals : 1);
