import type { ConcernCategory } from '@almoner/client';

/** In the order of the form: the commonest first. */
export const CATEGORIES = [
  'health',
  'fall_or_injury',
  'eating_drinking',
  'skin',
  'mood_behaviour',
  'safety',
  'safeguarding',
  'other',
] as const satisfies readonly ConcernCategory[];
