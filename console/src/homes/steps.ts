/** What an operator who starts empty does first, and how far they are. */
export const STEPS = ['home', 'rooms', 'people', 'residents'] as const;
export type StepId = (typeof STEPS)[number];

export interface SetUp {
  homes: readonly { beds: number }[];
  /** Oneself included. */
  people: number;
  residents: number;
}

export interface StepNow {
  id: StepId;
  state: 'done' | 'next' | 'later';
}

/** Each step with its state: the first that isn't done is next. */
export function stepsOf({ homes, people, residents }: SetUp): StepNow[] {
  const done: Record<StepId, boolean> = {
    home: homes.length > 0,
    rooms: homes.some(({ beds }) => beds > 0),
    people: people > 1,
    residents: residents > 0,
  };
  const next = STEPS.find((id) => !done[id]);
  return STEPS.map((id) => ({ id, state: done[id] ? 'done' : id === next ? 'next' : 'later' }));
}
