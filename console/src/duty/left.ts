import type { RoundOut } from '@almoner/client';
import { roundState } from '@almoner/client/react';
import { entriesOf, overlaid, type Entry } from '~/outbox';

/** What somebody leaves behind who goes now. */
export interface Left {
  /** Tasks of theirs, or of whom they look after, that are due and not recorded. */
  tasks: { id: string; title: string; name: string }[];
  /** The handover that they have not taken in. */
  handover: string | null;
}

export function leftOf(round: RoundOut, entries: readonly Entry[], now: number): Left {
  const residents = new Map(round.residents.map((one) => [one.id, one]));
  const tasks = round.tasks.flatMap((read) => {
    const task = overlaid(read, entries);
    const resident = residents.get(task.client_id);
    const state = roundState(task, now);
    const open = task.status === 'due' && task.mark.none && (state === 'overdue' || state === 'now');
    const theirs = task.mine || resident?.allocated_to_me;
    return open && theirs && resident ? [{ id: task.id, title: task.title, name: resident.name }] : [];
  });
  return { tasks, handover: unreadOf(round, entries) };
}

/** The handover that waits to be read; one that was ticked on this device does not. */
export function unreadOf({ home }: RoundOut, entries: readonly Entry[]): string | null {
  const id = home.handover_unread;
  return id && entriesOf(entries, 'handover', id).length === 0 ? id : null;
}
