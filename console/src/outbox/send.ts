import type { Almoner } from '@almoner/client';
import type { Entry } from './entry';

/** Sends an entry to where it belongs, under its key; answers the receipt. */
export function sendBy(almoner: Almoner): (entry: Entry) => Promise<unknown> {
  return ({ deed, key }) => {
    const how = { idempotencyKey: key };
    switch (deed.kind) {
      case 'task_record':
        return almoner.tasks.record(deed.id, deed.body, how);
      case 'confirmation':
        return almoner.tasks.confirm(deed.id, deed.body, how);
      case 'note':
        return almoner.notes.create(deed.id, deed.body, how);
      case 'concern':
        return almoner.concerns.raise(deed.id, deed.body, how);
      case 'handover_ack':
        return almoner.handovers.acknowledge(deed.id, deed.body, how);
      case 'plan_read':
        return almoner.carePlans.reads.confirm(deed.id, deed.body, how);
      default:
        return deed satisfies never;
    }
  };
}
