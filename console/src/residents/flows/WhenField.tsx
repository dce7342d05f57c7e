import { useTranslations } from 'use-intl';
import { DateField, Notice, RadioGroup, TimeField } from '~/kit';
import { dayWords } from '../when';
import { momentIn, type When, type WhenProblem } from './moment';
import type { Mistakes } from './flow';

export interface WhenFieldProps {
  /** The API's name of the field, at which its complaints stand: `at` or `from`. */
  name: string;
  label: string;
  value: When;
  onChange: (when: When) => void;
  zone: string;
  homeName: string;
  mistakes: Mistakes;
  /** Whether "Now" is an answer; a plan always has a day and a time. */
  now?: boolean;
  /** The last day that makes sense, as `2026-11-23`. */
  max?: string;
}

/** A day and a time on the home's wall clock. Where the clock changed that night, it says what will be stored. */
export function WhenField({
  name,
  label,
  value,
  onChange,
  zone,
  homeName,
  mistakes,
  now = true,
  max,
}: WhenFieldProps) {
  const t = useTranslations('whenField');
  const moment = momentIn(value, zone);
  const other = !now || value.mode === 'other';
  const change = (part: Partial<When>) => onChange({ ...value, ...part });
  return (
    <div className="stack">
      {now ? (
        <RadioGroup
          label={label}
          value={value.mode}
          onChange={(mode) => change({ mode })}
          options={[
            { id: 'now', label: t('now') },
            { id: 'other', label: t('other') },
          ]}
        />
      ) : null}
      {other ? (
        <div className="side-by-side">
          <DateField
            name={name}
            label={t('day')}
            value={value.date}
            onChange={(date) => change({ date, which: 'first' })}
            error={mistakes[name]}
            max={max}
          />
          <TimeField
            name={`${name}_time`}
            label={t('time')}
            hint={t('wall', { home: homeName })}
            value={value.time}
            onChange={(time) => change({ time, which: 'first' })}
            error={mistakes[`${name}_time`]}
          />
        </div>
      ) : mistakes[name] ? (
        <Notice tone="bad">{mistakes[name]}</Notice>
      ) : null}
      {other && moment?.kind === 'skipped' ? (
        <Notice tone="warn" title={t('skippedTitle')}>
          {t('skipped', {
            typed: value.time ?? '',
            day: dayWords(moment.shown.date),
            shown: moment.shown.time,
          })}
        </Notice>
      ) : null}
      {other && moment?.kind === 'twice' ? (
        <RadioGroup
          label={t('twice', { time: value.time ?? '' })}
          value={value.which}
          onChange={(which) => change({ which })}
          options={[
            { id: 'first', label: t('first') },
            { id: 'second', label: t('second') },
          ]}
        />
      ) : null}
    </div>
  );
}

/** The words of what is wrong with a time, at the field that it is wrong with. */
export function useWhenMistakes(): (name: string, problem: WhenProblem | null) => Mistakes {
  const t = useTranslations('whenField');
  return (name, problem) => {
    if (problem === null) return {};
    return { [problem === 'time' ? `${name}_time` : name]: t(`problem.${problem}`) };
  };
}
