import { createAlmoner, type SessionOut } from '@almoner/client';
import { replaceOutbox } from '~/outbox/current';
import { memoryStore } from '~/outbox/memory';
import { Outbox } from '~/outbox/outbox';
import { sendBy } from '~/outbox/send';

/** A device that keeps what it is given, signed in as that person; put `replaceOutbox(undefined)` after each test. */
export function withOutbox({ person }: SessionOut): Outbox {
  const { id, name } = person!;
  const client = createAlmoner({ baseUrl: 'http://localhost:3000', retry: { tries: 1 } });
  const outbox = new Outbox({
    store: memoryStore(),
    whoami: async () => id,
    send: sendBy(client),
    arrived: async () => {},
  });
  replaceOutbox(outbox);
  outbox.start();
  outbox.signedIn({ id, name });
  return outbox;
}
