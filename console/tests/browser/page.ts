// The outbox as a page of the console has it, on a real IndexedDB, with real locks and channels.
import { createAlmoner } from '@almoner/client';
import { aloneOnDevice, tabs } from '~/outbox/device';
import { Outbox } from '~/outbox/outbox';
import { sendBy } from '~/outbox/send';
import { deviceStore } from '~/outbox/store';
import { shelfOf } from '~/round/shelf';
import type { HeldRound } from '@almoner/client/react';

const almoner = createAlmoner({ retry: { tries: 1 } });
const outbox = new Outbox({
  store: deviceStore(),
  send: sendBy(almoner),
  whoami: async () => (await almoner.session.get()).person?.id ?? null,
  arrived: async () => {},
  alone: aloneOnDevice,
  channel: tabs(),
});
outbox.signedIn({ id: 'asha', name: 'Asha' });
outbox.start();
window.addEventListener('online', () => void outbox.retry());

const shelf = (who: string, grade: string) => shelfOf(who, { held: [grade], homes: [] });

const page = {
  /** Resolves when a screen would say Done. */
  tap: async (task: string, hold: number): Promise<string> => {
    const deed = {
      kind: 'task_record',
      id: task,
      body: { outcome: 'done', last_seen_ordinal: 0 },
    } as const;
    return (await outbox.put({ deed, home: 'home', about: { what: task }, hold })).key;
  },
  /** A round of the home, kept by somebody who is there with these grades; read by somebody. */
  keep: (who: string, grade: string, home: string, at: number) =>
    shelf(who, grade).keep(home, {
      round: { home: { id: home } },
      tag: null,
      at,
      ahead: 0,
    } as unknown as HeldRound),
  held: async (who: string, grade: string, home: string) =>
    (await shelf(who, grade).read(home))?.round.home.id ?? null,
  wipe: () => shelf('', '').wipe(),
  states: () => outbox.shown().entries.map(({ state }) => state),
  retry: () => outbox.retry(),
};
export type OutboxPage = typeof page;
Object.assign(window, { page });
