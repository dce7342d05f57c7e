import { useEffect, useRef, useState } from 'react';
import {
  Button as AriaButton,
  Group,
  Input,
  Label,
  SearchField as AriaSearchField,
} from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { Icon } from './icons';

export interface SearchFieldProps {
  /** Its name; said to screen readers, the picture says it to everybody else. */
  label: string;
  placeholder?: string;
  /** What the address says. */
  value: string;
  /** Comes when the typing pauses, and at once by Enter or the cross. */
  onSearch: (text: string) => void;
}

const PAUSE = 250;

/** The search of a page. `/` leads to it from anywhere that isn't a field. */
export function SearchField({ label, placeholder, value, onSearch }: SearchFieldProps) {
  const t = useTranslations('kit');
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);

  // The address changed by itself (Back, a cleared filter): that wins over what stands in the box.
  if (value !== known) {
    setKnown(value);
    if (value !== typed.trim()) setTyped(value);
  }

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement;
      if (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]')) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', slash);
    return () => document.removeEventListener('keydown', slash);
  }, []);

  const tell = (text: string, wait: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(text.trim()), wait);
  };
  return (
    <AriaSearchField
      value={typed}
      onChange={(text) => {
        setTyped(text);
        tell(text, text === '' ? 0 : PAUSE);
      }}
      onSubmit={(text) => tell(text, 0)}
      className="search-field"
    >
      <Label className="visually-hidden">{label}</Label>
      <Group className="input search">
        <Icon name="search" size={18} />
        <Input ref={input} className="bare" placeholder={placeholder ?? label} aria-keyshortcuts="/" />
        {typed ? (
          <AriaButton className="button quiet icon-only small-icon" aria-label={t('clear')}>
            <Icon name="close" size={18} />
          </AriaButton>
        ) : (
          <kbd aria-hidden="true">/</kbd>
        )}
      </Group>
    </AriaSearchField>
  );
}
