import type { RoundAlertOut, RoundOut, RoundResidentOut, RoundTaskOut } from '@almoner/client';
import { roundState } from '@almoner/client/react';
import { overlaid, type Entry, type Mark } from '~/outbox';
import type { ShownAlert } from '~/residents/alerts/order';

export type ShownTask = RoundTaskOut & { mark: Mark };
export type Standing = 'awaits_confirmation' | 'overdue' | 'now' | 'next';

/** The tasks of one resident that stand in one group: name and alerts are said once. */
export interface Card {
  resident: RoundResidentOut;
  alerts: readonly ShownAlert[];
  tasks: readonly ShownTask[];
}
export interface Group {
  standing: Standing;
  cards: readonly Card[];
  count: number;
}

const ORDER: readonly Standing[] = ['awaits_confirmation', 'overdue', 'now', 'next'];

/**
 * The groups of the round at a moment of the server's clock. What was recorded here keeps its place for as long as the screen is
 * open (`kept`), so that nothing moves under a thumb; but what waits for a second person says so once it has arrived. Within a
 * group: whom one looks after on the shift, whoever else has something of one's own, then by what is due first.
 */
export function groupsOf(
  round: RoundOut,
  entries: readonly Entry[],
  kept: ReadonlyMap<string, { task: ShownTask; standing: Standing }>,
  now: number,
): Group[] {
  const people = new Map(round.residents.map((one) => [one.id, one]));
  const there = new Set(round.tasks.map(({ id }) => id));
  const gone = [...kept.values()].filter(({ task }) => !there.has(task.id));
  const rows = [
    ...round.tasks.map((read) => {
      const task = overlaid(read, entries);
      const stays = task.awaits_confirmation && task.mark.none ? undefined : kept.get(task.id);
      return { task, standing: stays?.standing ?? roundState(task, now) };
    }),
    ...gone.map(({ task, standing }) => ({ task: overlaid(task, entries), standing })),
  ];
  return ORDER.flatMap((standing) => {
    const tasks = rows.filter((row) => row.standing === standing).map(({ task }) => task);
    const cards = cardsOf(tasks, people, round.alerts);
    return cards.length === 0 ? [] : [{ standing, cards, count: tasks.length }];
  });
}

function cardsOf(
  tasks: readonly ShownTask[],
  people: ReadonlyMap<string, RoundResidentOut>,
  alerts: readonly RoundAlertOut[],
): Card[] {
  const theirs = ({ client_id }: ShownTask) => Number(people.get(client_id)?.allocated_to_me ?? false);
  const first = (a: ShownTask, b: ShownTask) =>
    theirs(b) - theirs(a) ||
    Number(b.mine) - Number(a.mine) ||
    a.due_by.localeCompare(b.due_by) ||
    a.id.localeCompare(b.id);
  const cards = new Map<string, ShownTask[]>();
  for (const task of [...tasks].sort(first)) {
    // Whose name is not shown has moved or left since: their card would have no face.
    if (people.has(task.client_id)) cards.set(task.client_id, [...(cards.get(task.client_id) ?? []), task]);
  }
  return [...cards].map(([id, those]) => ({
    resident: people.get(id)!,
    alerts: alertsOf(alerts, id),
    tasks: those,
  }));
}

export function alertsOf(alerts: readonly RoundAlertOut[], client: string): ShownAlert[] {
  return alerts
    .filter(({ client_id }) => client_id === client)
    .map((alert) => ({ ...alert, none_known: false }) as ShownAlert);
}

/** Whether the list of tasks can be trusted at a moment, and what to say if not. */
export function readiness(
  until: string | null | undefined,
  now: number,
): 'ready' | 'since' | 'from' | 'unknown' {
  if (!until) return 'unknown';
  const at = Date.parse(until);
  if (at <= now) return 'since';
  return at < now + 4 * 3_600_000 ? 'from' : 'ready';
}

/** Tasks that several people have now, by their words: a round of fluids, of checks. Never a prompt. */
export function batchesOf(groups: readonly Group[]): { title: string; cards: Card[] }[] {
  const found = new Map<string, Card[]>();
  for (const { standing, cards } of groups) {
    if (standing === 'awaits_confirmation') continue;
    for (const card of cards) {
      for (const task of card.tasks) {
        if (task.kind === 'prompt' || task.status !== 'due' || task.named_only || !task.mark.none) continue;
        found.set(task.title, [...(found.get(task.title) ?? []), { ...card, tasks: [task] }]);
      }
    }
  }
  return [...found].filter(([, cards]) => cards.length > 1).map(([title, cards]) => ({ title, cards }));
}
