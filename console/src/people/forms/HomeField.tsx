import { ComboBox, Select } from '~/kit';

export interface HomeFieldProps {
  name?: string;
  label: string;
  hint?: string;
  homes: readonly { id: string; name: string }[];
  value: string | null;
  onChange: (home: string) => void;
  error?: string | undefined;
  disabled?: boolean;
}

/** One of a few homes from a list, one of many by typing. */
export function HomeField({ homes, ...field }: HomeFieldProps) {
  const options = homes.map(({ id, name }) => ({ id, label: name }));
  return homes.length > 12 ? (
    <ComboBox {...field} options={options} />
  ) : (
    <Select {...field} options={options} />
  );
}
