import { useTranslations } from 'use-intl';
import type { ReactNode } from 'react';
import type { Mistakes } from '~/form';
import { Button, IconButton, Select } from '~/kit';
import { HomeField } from './HomeField';

/** One right as it is filled in: a home, and a grade or what somebody is there. */
export interface RightRow<T extends string> {
  home: string | null;
  what: T | null;
}

export interface RightRowsProps<T extends string> {
  /** The name of the list in the form, and in the API's complaints. */
  name: string;
  title: string;
  hint: ReactNode;
  what: string;
  options: readonly { id: T; label: string }[];
  homes: readonly { id: string; name: string }[];
  rows: readonly RightRow<T>[];
  onChange: (rows: RightRow<T>[]) => void;
  mistakes: Mistakes;
  add: string;
}

/** Rights in several homes: a line for each. */
export function RightRows<T extends string>(props: RightRowsProps<T>) {
  const { name, title, hint, what, options, homes, rows, onChange, mistakes, add } = props;
  const t = useTranslations('people.inviteForm');
  const set = (at: number, part: Partial<RightRow<T>>) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const label = (row: RightRow<T>, at: number) =>
    homes.find(({ id }) => id === row.home)?.name ?? `${t('home')} ${at + 1}`;
  return (
    <fieldset className="form-rows" id={`field-${name}`}>
      <legend>{title}</legend>
      <p className="hint">{hint}</p>
      {rows.map((row, at) => (
        // The lines have no names of their own; they are few and stay in their order.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="form-row">
          <HomeField
            name={`${name}.${at}.home`}
            label={t('home')}
            homes={homes}
            value={row.home}
            onChange={(home) => set(at, { home })}
            error={mistakes[`${name}.${at}.home`]}
          />
          <Select<T>
            name={`${name}.${at}.what`}
            label={what}
            value={row.what}
            onChange={(next) => set(at, { what: next })}
            options={options}
            error={mistakes[`${name}.${at}.what`]}
          />
          <IconButton
            label={t('remove', { what: label(row, at) })}
            icon="close"
            onPress={() => onChange(rows.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      {mistakes[name] ? <p className="mistake">{mistakes[name]}</p> : null}
      <div>
        <Button icon="add" onPress={() => onChange([...rows, { home: null, what: null }])}>
          {add}
        </Button>
      </div>
    </fieldset>
  );
}
