import { useTranslations } from 'use-intl';
import { IconButton, TextField } from '~/kit';

export interface StepperProps {
  name: string;
  label: string;
  /** As typed: empty for nothing, and kept as it is where it is no number. */
  value: string;
  onChange: (value: string) => void;
  least: number;
  most: number;
  step: number;
  /** The first value is typed: a reading off a device is never made up by a press. */
  typedFirst?: boolean;
  hint?: string;
  error?: string | undefined;
}

/** What was typed as a number; null where it is none. A comma is a point. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** The next value of a press: on the step's own marks, within the bounds, from nothing to the first mark above. */
export function stepped(
  text: string,
  by: 1 | -1,
  { least, most, step }: Pick<StepperProps, 'least' | 'most' | 'step'>,
): string {
  const now = readNumber(text);
  // Whole steps in whole numbers: 0.1 three times is not 0.3 in a computer.
  const scale = step < 1 ? 1 / step : 1;
  const size = step * scale;
  const from = (now ?? (by > 0 ? Math.max(0, least - step) : least)) * scale;
  const marks = from / size;
  const near = Math.round(marks * 1e6) / 1e6;
  const next = (by > 0 ? Math.floor(near) + 1 : Math.ceil(near) - 1) * size;
  return String(Math.min(most, Math.max(least, Math.round(next) / scale)));
}

/** A number with steppers for a thumb. What is typed is never rounded to a step. */
export function Stepper(props: StepperProps) {
  const { label, value, onChange, hint, typedFirst = false, ...rest } = props;
  const t = useTranslations('record');
  const still = typedFirst && readNumber(value) === null;
  return (
    <div className="big-stepper">
      <TextField
        name={props.name}
        label={label}
        value={value}
        onChange={onChange}
        inputMode="decimal"
        autoComplete="off"
        hint={hint}
        error={props.error}
      />
      <IconButton
        label={t('less', { measure: label })}
        icon="minus"
        isDisabled={still}
        onPress={() => onChange(stepped(value, -1, rest))}
      />
      <IconButton
        label={t('more', { measure: label })}
        icon="add"
        isDisabled={still}
        onPress={() => onChange(stepped(value, 1, rest))}
      />
    </div>
  );
}
