import type { ReactNode } from 'react';
import {
  Checkbox as AriaCheckbox,
  CheckboxGroup as AriaCheckboxGroup,
  FieldError,
  Group,
  Input,
  Label,
  NumberField as AriaNumberField,
  Button as AriaButton,
  Radio,
  RadioGroup as AriaRadioGroup,
  Switch as AriaSwitch,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { Icon } from './icons';

/** What every field takes. `form.bind('name')` gives name, value, onChange and error. */
export interface FieldProps<T> {
  label: string;
  /** In the form; also the anchor that the error summary leads to. */
  name?: string;
  value: T;
  onChange: (value: T) => void;
  error?: string | undefined;
  hint?: ReactNode;
  /** Fields are needed unless they say that they aren't; then the label says "optional". */
  optional?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
}

/** The id of a field's control: where the summary's link goes. */
export function fieldId(name: string | undefined): string | undefined {
  return name && `field-${name}`;
}

export function FieldLabel({ label, optional }: { label: string; optional?: boolean | undefined }) {
  const t = useTranslations('kit');
  return (
    <Label className="label">
      {label}
      {optional ? <span className="quiet"> {t('optional')}</span> : null}
    </Label>
  );
}

export function Hint({ children }: { children?: ReactNode }) {
  return children ? (
    <Text slot="description" className="hint">
      {children}
    </Text>
  ) : null;
}

export function Mistake({ error }: { error?: string | undefined }) {
  return (
    <FieldError className="mistake">
      {error ? (
        <>
          <span aria-hidden="true" className="mistake-shape">
            !
          </span>
          {error}
        </>
      ) : null}
    </FieldError>
  );
}

export interface TextFieldProps extends FieldProps<string> {
  type?: AriaTextFieldProps['type'];
  autoComplete?: string;
  inputMode?: AriaTextFieldProps['inputMode'];
  maxLength?: number;
  /** Several lines. */
  lines?: number;
  /** In characters: a short answer gets a short box. */
  width?: 'code' | 'short' | 'full';
  spellCheck?: 'true' | 'false';
}

export function TextField(props: TextFieldProps) {
  const { label, error, hint, optional, disabled, lines, width = 'full', value, name, ...rest } = props;
  return (
    <AriaTextField
      {...rest}
      {...(name ? { name, id: fieldId(name) } : {})}
      value={value}
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      validationBehavior="aria"
      className={`field width-${width}`}
    >
      <FieldLabel label={label} optional={optional} />
      <Hint>{hint}</Hint>
      {lines ? <TextArea className="input" rows={lines} /> : <Input className="input" />}
      <Mistake error={error} />
    </AriaTextField>
  );
}

export interface NumberFieldProps extends FieldProps<number | null> {
  min?: number;
  max?: number;
  step?: number;
  format?: Intl.NumberFormatOptions;
}

/** A number with large steppers; null while it is empty. */
export function NumberField(props: NumberFieldProps) {
  const { label, error, hint, optional, disabled, min, max, step, format, value, onChange, name, autoFocus } = props;
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
        <AriaButton slot="decrement" className="button plain icon-only" aria-label={t('less', { label })}>
          <Icon name="minus" />
        </AriaButton>
        <Input className="input numbers" />
        <AriaButton slot="increment" className="button plain icon-only" aria-label={t('moreOf', { label })}>
          <Icon name="add" />
        </AriaButton>
      </Group>
      <Mistake error={error} />
    </AriaNumberField>
  );
}

export interface CheckboxProps extends Omit<FieldProps<boolean>, 'label' | 'optional'> {
  children: ReactNode;
}

export function Checkbox({ children, value, onChange, error, hint, disabled, name, autoFocus }: CheckboxProps) {
  return (
    <div className="field">
      <AriaCheckbox
        {...(name ? { name, id: fieldId(name) } : {})}
        isSelected={value}
        onChange={onChange}
        isInvalid={Boolean(error)}
        isDisabled={disabled ?? false}
        autoFocus={autoFocus ?? false}
        className="choice"
      >
        <span className="box" aria-hidden="true">
          <Icon name="check" size={16} />
        </span>
        <span>
          {children}
          {hint ? <span className="hint">{hint}</span> : null}
        </span>
      </AriaCheckbox>
      {error ? <p className="mistake">{error}</p> : null}
    </div>
  );
}

export interface Option<T extends string = string> {
  id: T;
  label: string;
  hint?: string;
  disabled?: boolean;
}

export function CheckboxGroup<T extends string>(props: FieldProps<T[]> & { options: readonly Option<T>[] }) {
  const { label, error, hint, optional, disabled, value, onChange, options, name } = props;
  return (
    <AriaCheckboxGroup
      {...(name ? { name, id: fieldId(name) } : {})}
      value={value}
      onChange={(next) => onChange(next as T[])}
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      validationBehavior="aria"
      className="field"
    >
      <FieldLabel label={label} optional={optional} />
      <Hint>{hint}</Hint>
      {options.map((option) => (
        <AriaCheckbox key={option.id} value={option.id} isDisabled={option.disabled ?? false} className="choice">
          <span className="box" aria-hidden="true">
            <Icon name="check" size={16} />
          </span>
          <span>
            {option.label}
            {option.hint ? <span className="hint">{option.hint}</span> : null}
          </span>
        </AriaCheckbox>
      ))}
      <Mistake error={error} />
    </AriaCheckboxGroup>
  );
}

/** A few choices, all in sight. Nothing is chosen beforehand unless there is a known answer. */
export function RadioGroup<T extends string>(
  props: Omit<FieldProps<T | null>, 'onChange'> & {
    options: readonly Option<T>[];
    inline?: boolean;
    onChange: (value: T) => void;
  },
) {
  const { label, error, hint, optional, disabled, value, onChange, options, name, inline } = props;
  return (
    <AriaRadioGroup
      {...(name ? { name, id: fieldId(name) } : {})}
      value={value}
      onChange={(next) => onChange(next as T)}
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      validationBehavior="aria"
      className="field"
    >
      <FieldLabel label={label} optional={optional} />
      <Hint>{hint}</Hint>
      <div className={inline ? 'choices inline' : 'choices'}>
        {options.map((option) => (
          <Radio key={option.id} value={option.id} isDisabled={option.disabled ?? false} className="choice">
            <span className="dot" aria-hidden="true" />
            <span>
              {option.label}
              {option.hint ? <span className="hint">{option.hint}</span> : null}
            </span>
          </Radio>
        ))}
      </div>
      <Mistake error={error} />
    </AriaRadioGroup>
  );
}

/** On or off, at once. */
export function Switch(props: { children: ReactNode; value: boolean; onChange: (on: boolean) => void; disabled?: boolean }) {
  return (
    <AriaSwitch
      isSelected={props.value}
      onChange={props.onChange}
      isDisabled={props.disabled ?? false}
      className="choice switch"
    >
      <span className="track" aria-hidden="true" />
      <span>{props.children}</span>
    </AriaSwitch>
  );
}
