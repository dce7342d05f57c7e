import { useState } from 'react';
import { ComboBox } from '~/kit';
import { useStaff } from '../data/staff';

/** A member of staff as a form keeps them: the name stands in the box and in the conflict view. */
export interface Person {
  id: string;
  name: string;
}

export interface StaffFieldProps {
  name: string;
  label: string;
  hint?: string;
  optional?: boolean;
  home: string | undefined;
  value: Person | null;
  onChange: (person: Person | null) => void;
  error?: string | undefined;
}

/** Somebody who works in the home, found by typing. */
export function StaffField({ home, value, onChange, ...rest }: StaffFieldProps) {
  const [q, setQ] = useState<string>();
  const shown = q ?? value?.name ?? '';
  const staff = useStaff(home, shown === value?.name ? '' : shown);
  const options = (staff.data?.items ?? []).map(({ id, name }) => ({ id, label: name }));
  if (value && !options.some(({ id }) => id === value.id))
    options.unshift({ id: value.id, label: value.name });
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
