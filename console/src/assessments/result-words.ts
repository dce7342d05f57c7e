import type { AssessmentDetails, Instrument, InstrumentChoice } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { dayOf } from '~/residents/when';
import { numberOf } from './catalogue';

type Answers = Readonly<Record<string, number | string>>;

/** Options that were chosen and ask for something to be done, with the question. */
export function actionsIn(
  { items }: Instrument,
  answers: Answers,
): { item: string; option: InstrumentChoice; action: string }[] {
  return items.flatMap((item) => {
    const option = item.options?.find(({ code }) => code === answers[item.code]);
    return option?.action ? [{ item: item.label, option, action: option.action }] : [];
  });
}

/** The unit of the number whose change is looked at. */
function unitOf({ items, change }: Instrument): string {
  return items.find(({ code }) => code === change?.item)?.unit ?? '';
}

/** 61.9 of 61.900000000000006. */
const tidy = (value: number) => String(Number(value.toFixed(2)));

/** The main result in words: "Score 5", "61.9 kg"; null for a list without either. */
export function useResultWords() {
  const t = useTranslations('assessments');
  return (instrument: Instrument, score: number | null | undefined, answers?: Answers): string | null => {
    if (score !== null && score !== undefined) return t('score', { score: tidy(score) });
    return numberOf(instrument, answers);
  };
}

/** How far it is from the earlier one: "2.1 kg less than on 3 October 2026 (-3.4 %)". Null where no change is looked at. */
export function useChangeWords() {
  const t = useTranslations('assessments.change');
  return (instrument: Instrument, details: AssessmentDetails, zone: string): string | null => {
    if (instrument.outcome !== 'change') return null;
    const { change, change_per_cent: per, since } = details;
    if (change == null || !since) return t('none');
    const day = dayOf(since, zone);
    if (change === 0) return t('same', { day });
    const words = { amount: tidy(Math.abs(change)), unit: unitOf(instrument), day };
    const percent = per == null ? '' : t('per', { per: per > 0 ? `+${per}` : `−${Math.abs(per)}` });
    return t(change > 0 ? 'more' : 'less', words) + percent;
  };
}
