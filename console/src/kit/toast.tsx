import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from './button';

export interface ToastProps {
  /** What happened: "Alert ended". */
  text: string;
  tone?: 'good' | 'bad';
  /** Takes it back; the button stands for six seconds, longer while it is looked at. */
  undo?: () => void;
  /** What the button says instead of Undo; then it stays until somebody decides. */
  act?: string;
}

const UNDO = 6_000;
interface Shown extends ToastProps {
  id: number;
}
let shown: readonly Shown[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Shown[]) {
  shown = next;
  for (const listener of listeners) listener();
}

/** Says what happened, without taking the focus. Nothing that has to be read stands only here. */
export function toast(props: ToastProps): void {
  last += 1;
  // At most two, and the same is not said twice: the oldest goes. On a phone they lie over the page.
  const others = shown.filter((one) => one.text !== props.text || one.undo !== undefined);
  set([...others, { ...props, id: last }].slice(-2));
}

export function clearToasts(): void {
  set([]);
}

/** Once, in the root. */
export function Toasts() {
  const t = useTranslations('kit');
  const list = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <section className="toasts" aria-label={t('notices')} aria-live="polite">
      {list.map((one) => (
        <Toast key={one.id} {...one} close={() => set(shown.filter(({ id }) => id !== one.id))} />
      ))}
    </section>
  );
}

function Toast({ text, tone = 'good', undo, act, close }: ToastProps & { close: () => void }) {
  const t = useTranslations('kit');
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || act) return;
    const timer = setTimeout(close, UNDO);
    return () => clearTimeout(timer);
    // `close` is made anew with every list; the clock runs from when the toast came or was let go.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [held]);
  return (
    <div
      className={`toast ${tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span aria-hidden="true" className="toast-shape">
        {tone === 'good' ? '✓' : '✕'}
      </span>
      <p>{text}</p>
      {undo ? (
        <Button
          tone="quiet"
          onPress={() => {
            undo();
            close();
          }}
        >
          {act ?? t('undo')}
        </Button>
      ) : null}
      <IconButton label={t('dismiss')} icon="close" onPress={close} />
    </div>
  );
}
