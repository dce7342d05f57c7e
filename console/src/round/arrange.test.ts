import type { RoundOut, RoundTaskOut } from '@almoner/client';
import { describe, expect, it } from 'vitest';
import type { Entry } from '~/outbox';
import { batchesOf, groupsOf, readiness } from './arrange';
import { partOf } from './time';
import { readNumber, stepped } from './Stepper';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const resident = (id: string) => ({ id, name: id, status: 'current', allergy_state: 'none_known' });
const task = (id: string, fields: Partial<RoundTaskOut> = {}) =>
  ({
    id,
    client_id: 'edith',
    title: 'Offer a drink',
    kind: 'scheduled',
    status: 'due',
    state: 'now',
    mine: false,
    named_only: false,
    awaits_confirmation: false,
    last_ordinal: 0,
    due_from: '2026-11-23T11:00:00Z',
    due_by: '2026-11-23T13:00:00Z',
    ...fields,
  }) as RoundTaskOut;
const round = (...tasks: RoundTaskOut[]) =>
  ({ residents: [resident('edith'), resident('frank')], alerts: [], tasks }) as unknown as RoundOut;
const groups = (of: RoundOut, entries: Entry[] = [], kept = new Map(), now = NOW) =>
  groupsOf(of, entries, kept, now);
const ids = (of: ReturnType<typeof groups>) =>
  of.map(({ standing, cards }) => [standing, cards.flatMap((card) => card.tasks.map(({ id }) => id))]);

describe('the groups of a round', () => {
  it('stand by the clock of now, not of when the round was read, the gravest first', () => {
    const all = round(
      task('next', { due_from: '2026-11-23T13:30:00Z', due_by: '2026-11-23T14:00:00Z' }),
      task('now'),
      task('two', { awaits_confirmation: true, status: 'done' }),
      task('later', { due_from: '2026-11-23T15:00:00Z', due_by: '2026-11-23T16:00:00Z' }),
    );
    expect(ids(groups(all))).toEqual([
      ['awaits_confirmation', ['two']],
      ['now', ['now']],
      ['next', ['next']],
    ]);
    const hour = 3_600_000;
    expect(ids(groups(all, [], new Map(), NOW + hour))).toEqual([
      ['awaits_confirmation', ['two']],
      ['overdue', ['now']],
      ['next', ['next', 'later']],
    ]);
  });

  it('have whom one looks after before a task of one’s own', () => {
    const all = round(
      task('mine', { mine: true }),
      task('theirs', { client_id: 'frank', due_by: '2026-11-23T14:00:00Z' }),
    );
    expect(ids(groups(all))).toEqual([['now', ['mine', 'theirs']]]);
    const allocated = {
      ...all,
      residents: all.residents.map((one) => ({ ...one, allocated_to_me: one.id === 'frank' })),
    };
    expect(ids(groups(allocated))).toEqual([['now', ['theirs', 'mine']]]);
  });

  it('have one’s own people first, then what is due first, with a resident’s tasks together', () => {
    const all = round(
      task('early', { client_id: 'frank', due_by: '2026-11-23T12:30:00Z' }),
      task('late'),
      task('mine', { mine: true, due_by: '2026-11-23T14:00:00Z' }),
    );
    expect(ids(groups(all))).toEqual([['now', ['mine', 'late', 'early']]]);
  });

  it('keep what was recorded here in its place, also when the server has it no more', () => {
    const all = round(task('a'), task('b', { client_id: 'frank' }));
    const [now] = groups(all);
    const a = now!.cards[0]!.tasks[0]!;
    const kept = new Map([['a', { task: { ...a, status: 'done' as const }, standing: 'now' as const }]]);
    const after = groups(round(task('b', { client_id: 'frank' })), [], kept);
    expect(ids(after)).toEqual([['now', ['a', 'b']]]);
    expect(after[0]!.cards[0]!.tasks[0]).toMatchObject({ status: 'done', mark: { none: true } });
  });

  it('move what waits for a second person to those that do, once it has arrived', () => {
    const [now] = groups(round(task('a')));
    const a = now!.cards[0]!.tasks[0]!;
    const kept = new Map([['a', { task: a, standing: 'now' as const }]]);
    const done = task('a', { status: 'done', awaits_confirmation: true, last_ordinal: 1 });
    expect(ids(groups(round(done), [], kept))).toEqual([['awaits_confirmation', ['a']]]);
  });
});

it('several at once are the same words for two or more people, and never a prompt', () => {
  const two = [task('a'), task('b', { client_id: 'frank' })];
  expect(batchesOf(groups(round(...two))).map(({ title, cards }) => [title, cards.length])).toEqual([
    ['Offer a drink', 2],
  ]);
  const prompts = two.map((one) => ({ ...one, kind: 'prompt' as const }));
  expect(batchesOf(groups(round(...prompts)))).toEqual([]);
  expect(batchesOf(groups(round(two[0]!, { ...two[1]!, named_only: true })))).toEqual([]);
});

it('a list of tasks is trusted four hours ahead, and says from when not', () => {
  expect(readiness('2026-11-23T16:00:01Z', NOW)).toBe('ready');
  expect(readiness('2026-11-23T15:59:00Z', NOW)).toBe('from');
  expect(readiness('2026-11-23T03:00:00Z', NOW)).toBe('since');
  expect(readiness(null, NOW)).toBe('unknown');
});

it('a stepper goes by whole steps within the bounds, and what is typed is not rounded', () => {
  const ml = { least: 1, most: 2000, step: 50 };
  expect(['', '50', '30', '1990', '2000'].map((text) => stepped(text, 1, ml))).toEqual([
    '50',
    '100',
    '50',
    '2000',
    '2000',
  ]);
  expect(['100', '30', '1', ''].map((text) => stepped(text, -1, ml))).toEqual(['50', '1', '1', '1']);
  const celsius = { least: 25, most: 45, step: 0.1 };
  expect(['36.5', '36.6', '36.7', '36.8'].map((text) => stepped(text, 1, celsius))).toEqual([
    '36.6',
    '36.7',
    '36.8',
    '36.9',
  ]);
  expect([
    readNumber('36,5'),
    readNumber(' 7 '),
    readNumber('7 ml'),
    readNumber('1e3'),
    readNumber(''),
  ]).toEqual([36.5, 7, null, null, null]);
});

it('greets by the clock on the wall', () => {
  expect([3, 5, 11, 12, 17, 18, 21, 22].map(partOf)).toEqual([
    'night',
    'morning',
    'morning',
    'afternoon',
    'afternoon',
    'evening',
    'evening',
    'night',
  ]);
});
