import { Button as AriaButton, Group, Input, NumberField as AriaNumberField } from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { FieldLabel, Hint, Mistake, fieldId, type FieldProps } from './fields';
import { Icon } from './icons';

export interface NumberFieldProps extends FieldProps<number | null> {
  min?: number;
  max?: number;
  step?: number;
  format?: Intl.NumberFormatOptions;
}

/** A number with large steppers; null while it is empty. */
export function NumberField(props: NumberFieldProps) {
  const { label, error, hint, optional, disabled, min, max, step, format, value, onChange, name, autoFocus } =
    props;
  const t = useTranslations('kit');
  return (
    <AriaNumberField
      {...(name ? { name, id: fieldId(name) } : {})}
      value={value ?? NaN}
      onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
      {...(min === undefined ? {} : { minValue: min })}
      {...(max === undefined ? {} : { maxValue: max })}
      {...(step === undefined ? {} : { step })}
      {...(format === undefined ? {} : { formatOptions: format })}
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      autoFocus={autoFocus ?? false}
      validationBehavior="aria"
      className="field"
    >
      <FieldLabel label={label} optional={optional} />
      <Hint>{hint}</Hint>
      <Group className="stepper">
        <AriaButton slot="decrement" className="button plain icon-only" aria-label={t('less')}>
          <Icon name="minus" />
        </AriaButton>
        <Input className="input numbers" />
        <AriaButton slot="increment" className="button plain icon-only" aria-label={t('moreOf')}>
          <Icon name="add" />
        </AriaButton>
      </Group>
      <Mistake error={error} />
    </AriaNumberField>
  );
}
