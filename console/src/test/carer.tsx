import { aPerson, aSession, aTask, aWorld, handlers, idOf, type WorldParts } from '@almoner/client/testing';
import { sessionKey } from '~/session/query';
import { almoner } from '~/lib/api';
import { makeQueries } from '~/lib/queries';
import { replaceOutbox } from '~/outbox/current';
import { memoryStore } from '~/outbox/memory';
import { Outbox } from '~/outbox/outbox';
import { readAll } from '~/outbox/use-outbox';
import { sendBy } from '~/outbox/send';
import { server } from './server';

export const ME = aPerson({ name: 'Asha Rahman', given_name: 'Asha', family_name: 'Rahman' }, 1);
export const CARER = aSession({
  person: ME,
  held: ['carer'],
  rights: { clients: ['list'] },
  homes: aSession().homes.map((home) => ({ ...home, manager: null, grades: ['carer'], can: [] })),
});

/** A carer in a made-up home, with an outbox on a clock that a test can set forward. */
export function carer(parts: WorldParts = {}, { broken = false } = {}) {
  const world = aWorld({ session: CARER, tasks: [aTask({}, 1)], ...parts });
  server.use(...handlers(world));
  const queries = makeQueries();
  queries.setQueryData(sessionKey, CARER);
  const store = memoryStore(broken);
  const clock = { ahead: 0 };
  const outbox = new Outbox({
    store,
    now: () => Date.now() + clock.ahead,
    send: sendBy(almoner),
    whoami: async () => (world.session?.person?.id ?? null) as string | null,
    arrived: () => readAll(queries),
  });
  outbox.signedIn({ id: ME.id, name: ME.name });
  replaceOutbox(outbox);
  return {
    world,
    queries,
    outbox,
    store,
    kept: () => [...store.rows.values()],
    /** The six seconds are over. */
    later: async () => {
      clock.ahead += 6_000;
      await outbox.kick();
    },
  };
}

export const HOME = idOf('home', 1);
