import { Suspense, lazy, useState, type ReactNode } from 'react';
import type { IconName } from './icons';

// What opens is loaded when it is first opened: a third of the first load stood here.
const OpenMenu = lazy(() => import('./menu-open'));
const OpenPanel = lazy(() => import('./panel-open'));

export type MenuEntry =
  | {
      kind?: 'item';
      id: string;
      label: string;
      icon?: IconName;
      hint?: string;
      onAction: () => void;
      disabled?: boolean;
      chosen?: boolean;
    }
  | { kind: 'line'; id: string };

export interface MenuProps {
  /** The name of the menu, for screen readers. */
  label: string;
  /** What opens it: the inside of a button. */
  trigger: ReactNode;
  entries: readonly MenuEntry[];
  className?: string;
}

/** What can be done with the thing beside it. */
export function Menu(props: MenuProps) {
  const { label, trigger, className = 'button quiet' } = props;
  const [wanted, setWanted] = useState(false);
  const closed = (
    <button
      type="button"
      className={className}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={wanted}
      onClick={() => setWanted(true)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        setWanted(true);
      }}
    >
      {trigger}
    </button>
  );
  return wanted ? (
    <Suspense fallback={closed}>
      <OpenMenu {...props} className={className} />
    </Suspense>
  ) : (
    closed
  );
}

export interface PanelProps {
  label: string;
  trigger: ReactNode;
  children: ReactNode;
}

/** A small panel at its button, for a filter or an explanation. What is heavy in it comes by `lazy` of its own. */
export function Panel(props: PanelProps) {
  const [wanted, setWanted] = useState(false);
  const closed = (
    <button
      type="button"
      className="button plain"
      aria-haspopup="dialog"
      aria-expanded={wanted}
      onClick={() => setWanted(true)}
    >
      {props.trigger}
    </button>
  );
  return wanted ? (
    <Suspense fallback={closed}>
      <OpenPanel {...props} />
    </Suspense>
  ) : (
    closed
  );
}
