import { useState } from 'react';
import { ComboBox } from '~/kit';
import { useStaff } from '~/residents/data/staff';
import { useRightWords } from '../vocabulary';

/** Somebody as a form keeps them: the name stands in the box and in a summary. */
export interface Chosen {
  id: string;
  name: string;
}

export interface PersonFieldProps {
  name: string;
  label: string;
  hint?: string;
  value: Chosen | null;
  onChange: (person: Chosen | null) => void;
  error?: string | undefined;
  /** Who can't be chosen: oneself. */
  except?: string | undefined;
}

/** Somebody who may sign in, found by typing. */
export function PersonField({ value, onChange, except, ...rest }: PersonFieldProps) {
  const [q, setQ] = useState<string>();
  const w = useRightWords();
  const shown = q ?? value?.name ?? '';
  const found = useStaff(undefined, shown === value?.name ? '' : shown);
  const options = (found.data?.items ?? [])
    .filter(({ id }) => id !== except)
    .map(({ id, name, job_title }) => ({ id, label: name, hint: w.job(job_title) }));
  if (value && !options.some(({ id }) => id === value.id))
    options.unshift({ id: value.id, label: value.name, hint: '' });
  return (
    <ComboBox
      {...rest}
      value={value?.id ?? null}
      options={options}
      query={shown}
      onQuery={setQ}
      onChange={(id) => {
        const person = options.find((option) => option.id === id);
        setQ(undefined);
        if (person) onChange({ id, name: person.label });
      }}
      onClear={() => {
        setQ(undefined);
        onChange(null);
      }}
    />
  );
}
