import { useClient, useClientsPage } from '@almoner/client/react';
import { useState } from 'react';
import { ComboBox } from '~/kit';
import { calledName, roomWords } from '~/residents/names';

interface Props {
  label: string;
  placeholder: string;
  home: string | undefined;
  value: string | undefined;
  onChange: (client: string | undefined) => void;
}

/** One resident of a home, found by typing; the one of the address has a name also where the search does not find them. */
export function ResidentFilter({ label, placeholder, home, value, onChange }: Props) {
  const [q, setQ] = useState<string>();
  const chosen = useClient(value ?? '', { enabled: value !== undefined, staleTime: 300_000 });
  const name = value && chosen.data ? calledName(chosen.data.client) : '';
  const shown = q ?? name;
  const found = useClientsPage(
    { limit: 20, ...(home ? { home } : {}), ...(shown && shown !== name ? { q: shown } : {}) },
    { keepPrevious: true, staleTime: 60_000 },
  );
  const options = (found.data?.items ?? []).map((client) => {
    const room = roomWords(client);
    return { id: client.id, label: calledName(client), ...(room ? { hint: room } : {}) };
  });
  if (value && name && !options.some(({ id }) => id === value)) options.unshift({ id: value, label: name });
  return (
    <ComboBox
      label={label}
      placeholder={placeholder}
      value={value ?? null}
      options={options}
      query={shown}
      onQuery={setQ}
      onChange={(id) => {
        setQ(undefined);
        onChange(id);
      }}
      onClear={() => {
        setQ(undefined);
        onChange(undefined);
      }}
    />
  );
}
