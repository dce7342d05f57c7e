import { theOutbox } from './current';
import { isWaiting } from './entry';

export { wipeRounds } from '~/round/shelf';

/** How many entries of somebody's have not been sent from this device. */
export async function waitingOf(person: string): Promise<number> {
  const outbox = theOutbox();
  await outbox.release().catch(() => {});
  return outbox.shown().entries.filter((entry) => entry.author.id === person && isWaiting(entry)).length;
}
