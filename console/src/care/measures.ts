import type { NoteMeasures } from '@almoner/client';
import { useTranslations } from 'use-intl';

/** What a note measured, in words: "Drunk 250 ml", "Mood anxious". Blood pressure is one thing. */
export function useMeasureWords(): (measures: NoteMeasures | null | undefined) => string[] {
  const t = useTranslations('care');
  return (measures) => {
    const { systolic, diastolic, ...rest } = measures ?? {};
    const pressure = systolic && diastolic ? [`${systolic}/${diastolic} mmHg`] : [];
    const alone = pressure.length > 0 ? rest : (measures ?? {});
    const words = Object.entries(alone).flatMap(([name, value]) => {
      if (value === null || value === undefined) return [];
      if (!t.has(`measure.${name}` as 'measure.in_ml')) return [`${name} ${value}`];
      const what = t(`measure.${name}` as 'measure.in_ml');
      if (typeof value === 'number') {
        const unit = `unit.${name}` as 'unit.in_ml';
        return [`${what} ${t.has(unit) ? t(unit, { value: String(value) }) : value}`];
      }
      const choice = `choice.${value}` as 'choice.wash';
      return [`${what}: ${t.has(choice) ? t(choice) : value}`];
    });
    return [...words, ...pressure];
  };
}
