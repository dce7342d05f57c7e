import { useAlmoner } from '@almoner/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { clearToasts } from '~/kit';
import { theOutbox } from '~/outbox/current';
import { forgotten } from '~/session/again';
import { wipeSession } from '~/session/held';
import { usePersonId } from '~/session/person';
import { touch } from './flag';
import { leftAt } from './resume';

/**
 * Puts the tablet down for the next: the sign-in ends, at the server too where it can be reached. What was recorded stays and is
 * sent first; what was typed stays under its author's name, who comes back to where they were.
 */
export function useLock(): () => Promise<void> {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const router = useRouter();
  const person = usePersonId();
  return async () => {
    leftAt(person, router.history.location.href);
    touch(0);
    forgotten();
    // Not waited for without end: whoever stands there next must not see what lies open.
    await Promise.race([theOutbox().release(), new Promise((over) => setTimeout(over, 1500))]).catch(
      () => {},
    );
    theOutbox().signedIn(null);
    const out = almoner.session.signOut().catch(() => {});
    await Promise.race([out, new Promise((over) => setTimeout(over, 1500))]);
    wipeSession();
    clearToasts();
    queries.clear();
    await router.navigate({ to: '/sign-in', search: {} });
  };
}
