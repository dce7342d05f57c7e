import type { ReactNode } from 'react';
import {
  Checkbox as AriaCheckbox,
  CheckboxGroup as AriaCheckboxGroup,
  Radio,
  RadioGroup as AriaRadioGroup,
  Switch as AriaSwitch,
} from 'react-aria-components';
import { FieldLabel, Hint, Mistake, fieldId, type FieldProps } from './fields';
import { Icon } from './icons';

export interface CheckboxProps extends Omit<FieldProps<boolean>, 'label' | 'optional'> {
  children: ReactNode;
}

export function Checkbox({
  children,
  value,
  onChange,
  error,
  hint,
  disabled,
  name,
  autoFocus,
}: CheckboxProps) {
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
        <AriaCheckbox
          key={option.id}
          value={option.id}
          isDisabled={option.disabled ?? false}
          className="choice"
        >
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
export function Switch(props: {
  children: ReactNode;
  value: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
}) {
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
