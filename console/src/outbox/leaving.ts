import { theOutbox } from './current';
import { isWaiting } from './entry';

export { wipeRounds } from '~/round/shelf';

/** How many entries of somebody's have not been sent from this device. */
export async function waitingOf(person: string): Promise<number> {
  const outbox = theOutbox();
  // Not waited for: a server out of reach must not keep anybody from leaving.
  void outbox.release();
  return outbox.shown().entries.filter((entry) => entry.author.id === person && isWaiting(entry)).length;
}
