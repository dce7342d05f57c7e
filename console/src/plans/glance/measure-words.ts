import type { NoteKindOut, NoteMeasures } from '@almoner/client';
import { useTranslations } from 'use-intl';

const plain = (word: string) => word.replaceAll('_', ' ');

/** What a note measured, in words: "Drank 200 ml", "Pain 3". Units are the server's; a measure that we have no word for is named as it is. */
export function useMeasureWords(kinds: readonly NoteKindOut[]): (measures: NoteMeasures) => string {
  const t = useTranslations('glance.measure');
  const units = new Map(
    kinds.flatMap(({ measures }) => measures.map(({ name, unit }) => [name, unit] as const)),
  );
  return (measures) =>
    Object.entries(measures)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => {
        const label = t.has(name as 'in_ml') ? t(name as 'in_ml') : plain(name);
        const unit = units.get(name);
        const said =
          typeof value === 'number' ? (unit ? `${value} ${unit}` : String(value)) : plain(String(value));
        return `${label} ${said}`;
      })
      .join(', ');
}
