import { useAlmoner } from '@almoner/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useRef } from 'react';
import { clearToasts } from '~/kit';
import { theOutbox } from '~/outbox/current';
import { forgotten } from '~/session/again';
import { wipeSession } from '~/session/held';
import { usePersonId } from '~/session/person';
import { touch } from './flag';
import { leftAt } from './resume';

/**
 * Puts the tablet down for the next: the sign-in ends, at the server too where it can be reached. What was recorded stays and is
 * sent first; what was typed stays under its author's name, who comes back to where they were. Where another tab has put it down,
 * only what lies open here goes: the sign-in is the other tab's to end, and may be somebody else's by now.
 */
export function useLock(): (elsewhere?: 'elsewhere') => Promise<void> {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const router = useRouter();
  const person = usePersonId();
  const locking = useRef(false);

  async function lock(elsewhere: boolean) {
    leftAt(person, router.history.location.href);
    if (!elsewhere) touch(0);
    forgotten();
    // Not waited for without end: whoever stands there next must not see what lies open.
    if (!elsewhere) await soon(theOutbox().release());
    theOutbox().signedIn(null);
    if (!elsewhere) await soon(almoner.session.signOut());
    wipeSession();
    clearToasts();
    queries.clear();
    await router.navigate({ to: '/sign-in', search: {} });
  }

  return async (elsewhere) => {
    if (locking.current) return;
    locking.current = true;
    try {
      await lock(elsewhere !== undefined);
    } finally {
      locking.current = false;
    }
  };
}

const soon = (work: Promise<unknown>) =>
  Promise.race([work, new Promise((over) => setTimeout(over, 1500))]).catch(() => {});
