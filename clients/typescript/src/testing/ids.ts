/** An id that says what it is of and is the same in every run: `idOf('client', 3)`. */
export function idOf(kind: keyof typeof KINDS, n: number): string {
  return `${KINDS[kind]}0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

const KINDS = {
  organisation: '0a0a',
  home: '0b0b',
  person: '0c0c',
  client: '0d0d',
  alert: '0e0e',
  stay: '0f0f',
  bed: '1a1a',
  account: '1b1b',
  settings: '1c1c',
  request: '1d1d',
  right: '1e1e',
  label: '1f1f',
  notification: '2a2a',
  delivery: '2b2b',
  channel: '2c2c',
  rung: '2d2d',
  words: '2e2e',
  job: '2f2f',
  run: '3a3a',
  plan: '5a5a',
  'plan-version': '5b5b',
  'plan-read': '5c5c',
  review: '5d5d',
  'task-definition': '5e5e',
  lineage: '5f5f',
  task: '3b3b',
  record: '3c3c',
  note: '3d3d',
  handover: '3e3e',
  concern: '6d6d',
  assessment: '6a6a',
  word: '6b6b',
  item: '3f3f',
  duty: '7a7a',
  assignment: '7b7b',
  allocation: '7c7c',
  pass: '7d7d',
  sleep: '7e7e',
  view: '7f7f',
  photo: '8080',
} as const;

/** Noon on a Monday in November: when everything in a made-up world happened, unless it says otherwise. */
export const NOW = '2026-11-23T12:00:00Z';

/** The same number is the same record; each call without one is the next. */
const counts = new Map<string, number>();
export function nextOf(kind: string, n: number | undefined): number {
  if (n !== undefined) return n;
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  return count;
}

/** Starts counting again; for `beforeEach`. */
export function startAgain(): void {
  counts.clear();
}
