import { useMemo, type ReactNode } from 'react';
import {
  Button as AriaButton,
  ComboBox as AriaComboBox,
  Group,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import { useTranslations } from 'use-intl';
import type { Option } from './choices';
import { FieldLabel, Hint, Mistake, fieldId, type FieldProps } from './fields';
import { Icon } from './icons';

function options<T extends string>(list: readonly Option<T>[]): ReactNode {
  return list.map((option) => (
    <ListBoxItem
      key={option.id}
      id={option.id}
      textValue={option.label}
      isDisabled={option.disabled ?? false}
      className="option"
    >
      <span className="option-words">
        {option.label}
        {option.hint ? <span className="hint">{option.hint}</span> : null}
      </span>
      <Icon name="check" size={18} className="option-chosen" />
    </ListBoxItem>
  ));
}

export type PickProps<T extends string> = Omit<FieldProps<T | null>, 'onChange'> & {
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  placeholder?: string;
};

/** One of up to about twelve. More of them, or people: ComboBox. Two to four: RadioGroup. */
export function Select<T extends string>(props: PickProps<T>) {
  const { label, error, hint, optional, disabled, value, onChange, name, placeholder, autoFocus } = props;
  const t = useTranslations('kit');
  return (
    <AriaSelect
      {...(name ? { name, id: fieldId(name) } : {})}
      value={value}
      onChange={(key) => key !== null && onChange(key as T)}
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      autoFocus={autoFocus ?? false}
      validationBehavior="aria"
      placeholder={placeholder ?? t('choose')}
      className="field"
    >
      <FieldLabel label={label} optional={optional} />
      <Hint>{hint}</Hint>
      <AriaButton className="input select">
        <SelectValue className="select-value" />
        <Icon name="down" size={18} />
      </AriaButton>
      <Mistake error={error} />
      <Popover className="popover" offset={4}>
        <ListBox className="list">{options(props.options)}</ListBox>
      </Popover>
    </AriaSelect>
  );
}

export type ComboBoxProps<T extends string> = PickProps<T> & {
  /** Give both to search on the server; then `options` is what it answered. */
  query?: string;
  onQuery?: (query: string) => void;
  onClear?: () => void;
};

/** Type to find one of many. */
export function ComboBox<T extends string>(props: ComboBoxProps<T>) {
  const {
    label,
    error,
    hint,
    optional,
    disabled,
    value,
    onChange,
    name,
    query,
    onQuery,
    onClear,
    placeholder,
  } = props;
  const t = useTranslations('kit');
  const remote = query !== undefined;
  const list = useMemo(() => options(props.options), [props.options]);
  return (
    <AriaComboBox
      {...(name ? { name, id: fieldId(name) } : {})}
      value={value}
      onChange={(key) => (key === null ? onClear?.() : onChange(key as T))}
      {...(remote ? { inputValue: query, onInputChange: onQuery, defaultFilter: () => true } : {})}
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      validationBehavior="aria"
      menuTrigger="focus"
      allowsEmptyCollection
      className="field"
    >
      <FieldLabel label={label} optional={optional} />
      <Hint>{hint}</Hint>
      <Group className="input select">
        <Input className="bare" placeholder={placeholder ?? t('typeToFind')} />
        <AriaButton className="button quiet icon-only small-icon" aria-label={t('showAll')}>
          <Icon name="down" size={18} />
        </AriaButton>
      </Group>
      <Mistake error={error} />
      <Popover className="popover" offset={4}>
        <ListBox className="list" renderEmptyState={() => <p className="list-empty">{t('nothingFound')}</p>}>
          {list}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
