import type { RoundResidentOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, TextField } from '~/kit';

export interface PersonPickerProps {
  residents: readonly RoundResidentOut[];
  choose: (id: string) => void;
}

/** Whom it is about: in the order of the rooms, or found by name or room. */
export function PersonPicker({ residents, choose }: PersonPickerProps) {
  const t = useTranslations('record');
  const r = useTranslations('round');
  const [typed, setTyped] = useState('');
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = residents.filter(({ name, room_name }) => {
    const text = `${name} ${room_name ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <section className="stack" aria-label={t('who')}>
      <h2>{t('who')}</h2>
      <TextField label={t('find')} value={typed} onChange={setTyped} autoComplete="off" width="full" />
      {found.length === 0 ? <EmptyState title={t('nobody')} /> : null}
      <ul className="record-people">
        {found.map(({ id, name, room_name }) => (
          <li key={id}>
            <button type="button" className="record-person" onClick={() => choose(id)}>
              <span className="strong">{name}</span>
              {room_name ? <span className="quiet">{r('room', { room: room_name })}</span> : null}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
