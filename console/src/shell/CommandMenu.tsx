import { useClientsPage } from '@almoner/client/react';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';
import { Dialog, Icon } from '~/kit';
import { calledName } from '~/residents/names';
import type { NavEntry } from './nav';

interface Found {
  id: string;
  label: string;
  hint?: string;
  icon: NavEntry['icon'];
  go: () => void;
}

/** ⌘K: pages at once, residents while one types. Arrow keys choose, Enter goes. */
export default function CommandMenu({
  entries,
  onClose,
}: {
  entries: readonly NavEntry[];
  onClose: () => void;
}) {
  const t = useTranslations('shell');
  const navigate = useNavigate();
  const list = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const q = typed.trim();
  const sees = entries.some(({ word }) => word === 'residents');
  const residents = useClientsPage({ q, limit: 8 }, { enabled: sees && q.length >= 2, keepPrevious: true });
  const me: NavEntry = { to: '/me', word: 'account', icon: 'me', group: 'organisation', module: null };
  const pages: Found[] = [...entries, me]
    .map((entry) => ({
      id: entry.to,
      label: t(entry.word),
      icon: entry.icon,
      go: () => void navigate({ to: entry.to as '/' }),
    }))
    .filter(({ label }) => label.toLowerCase().includes(q.toLowerCase()));
  const people: Found[] = (q.length >= 2 ? (residents.data?.items ?? []) : []).map((client) => ({
    id: client.id,
    label: calledName(client),
    ...(client.home_name ? { hint: client.home_name } : {}),
    icon: 'residents',
    go: () => void navigate({ to: '/residents/$id', params: { id: client.id } }),
  }));
  const found = [...people, ...pages];
  const chosen = Math.min(at, found.length - 1);

  function go(one: Found | undefined) {
    if (!one) return;
    onClose();
    one.go();
  }

  function keys(event: KeyboardEvent) {
    if (event.key === 'Enter') {
      event.preventDefault();
      go(found[chosen]);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || found.length === 0) return;
    event.preventDefault();
    setAt((chosen + step + found.length) % found.length);
  }

  return (
    <Dialog title={t('search')} open onClose={onClose} kind="wide">
      <div className="command">
        <input
          className="input"
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={found[chosen] ? `${list}-${chosen}` : undefined}
          aria-label={t('searchLabel')}
          placeholder={t('searchHint')}
          value={typed}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it is what the dialog was opened for
          autoFocus
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={keys}
        />
        <div id={list} role="listbox" aria-label={t('search')} className="list">
          {found.map((one, i) => (
            // The keyboard is the input's, by aria-activedescendant.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={one.id}
              id={`${list}-${i}`}
              role="option"
              aria-selected={i === chosen}
              className="option"
              onClick={() => go(one)}
              onPointerMove={() => setAt(i)}
            >
              <Icon name={one.icon} />
              <span className="option-words">
                {one.label}
                {one.hint ? <span className="hint">{one.hint}</span> : null}
              </span>
            </div>
          ))}
        </div>
        <p role="status" className="list-empty">
          {found.length === 0 && !residents.isFetching ? t('searchNone') : ''}
        </p>
      </div>
    </Dialog>
  );
}
