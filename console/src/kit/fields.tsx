import type { ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { useTranslations } from 'use-intl';

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
