import type { ReactNode } from 'react';

/** Each state has a shape of its own, so that it reads in black and white and for whoever sees no colours. */
export type State =
  'done' | 'overdue' | 'due' | 'waiting' | 'refused' | 'active' | 'away' | 'ended' | 'draft';

const SHAPES: Record<State, { tone: Tone; shape: ReactNode }> = {
  done: {
    tone: 'good',
    shape: <path d="m3 8.5 3.5 3.500L13 4.5" fill="none" stroke="currentColor" strokeWidth="2.4" />,
  },
  active: { tone: 'good', shape: <circle cx="8" cy="8" r="5" /> },
  overdue: { tone: 'bad', shape: <path d="M8 2 15 14H1Z" /> },
  due: {
    tone: 'neutral',
    shape: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2" />,
  },
  away: { tone: 'wait', shape: <path d="M8 2a6 6 0 1 0 6 6 4.5 4.5 0 0 1-6-6Z" /> },
  waiting: { tone: 'wait', shape: <path d="M4 3h3v10H4ZM9 3h3v10H9Z" /> },
  refused: {
    tone: 'bad',
    shape: <path d="m3.5 3.5 9 9m0-9-9 9" fill="none" stroke="currentColor" strokeWidth="2.4" />,
  },
  ended: { tone: 'neutral', shape: <path d="M3 3h10v10H3Z" /> },
  draft: {
    tone: 'neutral',
    shape: (
      <path d="M3 3h10v10H3Z" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="3 2" />
    ),
  },
};

export type Tone = 'good' | 'warn' | 'bad' | 'wait' | 'neutral';

/** Shape, word and colour, always all three: `<Status state="overdue">Overdue, 25 minutes</Status>`. */
export function Status({ state, children }: { state: State; children: ReactNode }) {
  const { tone, shape } = SHAPES[state];
  return (
    <span className={`status tone-${tone}`} data-state={state}>
      <Shape>{shape}</Shape>
      {children}
    </span>
  );
}

/** The picture beside a word that says a state; the word says it all to whoever doesn't see it. */
export function Shape({ children }: { children: ReactNode }) {
  return (
    <svg viewBox="0 0 16 16" width="12" height="12" fill="currentColor" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** A word in a frame: a kind, a count. Where it says a state, use Status. */
export function Badge({ children, tone = 'neutral' }: { children: ReactNode; tone?: Tone }) {
  return <span className={`badge tone-${tone}`}>{children}</span>;
}

export interface AlertChipProps {
  /** `critical` gets a filled triangle, `important` a filled square, `note` an outlined one. */
  level: 'critical' | 'important' | 'note';
  /** The kind in words: "Allergy". */
  kind: string;
  /** What it is: "Penicillin". Never cut off. */
  children: ReactNode;
}

/** One alert of a resident. They stand in `<Alerts>`, always at the same place, never behind a tab, never cut off. */
export function AlertChip({ level, kind, children }: AlertChipProps) {
  return (
    <li className={`alert-chip ${level}`}>
      <svg
        viewBox="0 0 16 16"
        width="14"
        height="14"
        fill="currentColor"
        aria-hidden="true"
        focusable="false"
      >
        {level === 'critical' ? <path d="M8 1.5 15.5 14.500H.5Z" /> : null}
        {level === 'important' ? <path d="M8 1l7 7-7 7-7-7Z" /> : null}
        {level === 'note' ? (
          <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />
        ) : null}
      </svg>
      <span>
        <b>{kind}</b> {children}
      </span>
    </li>
  );
}

export function Alerts({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className="alerts" aria-label={label}>
      {children}
    </ul>
  );
}
