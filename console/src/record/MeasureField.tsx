import type { NoteMeasureOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Stepper } from '~/round/Stepper';
import { isNumber, isReading, stepOf } from './note';

export interface MeasureFieldProps {
  measure: NoteMeasureOut;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

type Name = keyof IntlMessages;
type IntlMessages = (typeof import('~/words/en-GB/round'))['record']['measures'];
type Choice = keyof (typeof import('~/words/en-GB/round'))['record']['choices'];

/** A number with steppers and its bounds, or words to tap; a second tap takes a word back. */
export function MeasureField({ measure, value, onChange, error }: MeasureFieldProps) {
  const t = useTranslations('record');
  const known = (t.has(`measures.${measure.name as Name}`) ? measure.name : 'unknown') as Name;
  const label = known === 'unknown' ? measure.name : t(`measures.${known}`);
  const unit = measure.unit ? ` ${measure.unit}` : '';
  if (isNumber(measure)) {
    const [least, most] = [measure.least ?? 0, measure.most ?? 0];
    return (
      <Stepper
        name={measure.name}
        label={`${label}${unit ? ` (${unit.trim()})` : ''}`}
        hint={t('bounds', { least, most, unit })}
        value={value}
        onChange={onChange}
        least={least}
        most={most}
        step={stepOf(measure)}
        typedFirst={isReading(measure)}
        error={error}
      />
    );
  }
  return (
    <fieldset className="record-choices">
      <legend className="label">{label}</legend>
      <div className="row">
        {measure.choices.map((choice) => (
          <button
            key={choice}
            type="button"
            className="record-choice"
            aria-pressed={value === choice}
            onClick={() => onChange(value === choice ? '' : choice)}
          >
            {t.has(`choices.${choice as Choice}`) ? t(`choices.${choice as Choice}`) : choice}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
