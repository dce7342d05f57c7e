import { useAlmoner } from '@almoner/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { dropDraftsOf } from '~/form/drafts';
import { clearToasts } from '~/kit';
import { chooseHome } from '~/shell/home';
import { isTablet } from '~/tablet/flag';
import { forgotten } from './again';
import { usePersonId } from './person';

/**
 * Ends the sign-in and leaves nothing on the device: no cached record, no draft, no chosen home. Care that was recorded and not
 * sent stays: with some of it waiting, `Waiting to send` says so first, and signs out when `sure`.
 */
export function useSignOut(): (sure?: 'sure') => Promise<void> {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const person = usePersonId();
  return async (sure) => {
    const { waitingOf, wipeRounds } = await import('~/outbox/leaving');
    if (!sure && (await waitingOf(person)) > 0) {
      await navigate({ to: '/waiting', search: { leaving: true } });
      return;
    }
    await almoner.session.signOut();
    forgotten();
    await wipeRounds();
    (await import('./held')).wipeSession();
    dropDraftsOf(person);
    if (isTablet()) await (await import('~/tablet/vault')).letGo(person).catch(() => {});
    chooseHome(null);
    clearToasts();
    // Before the sign-in screen is asked for, which sends whoever is known to be signed in away again.
    queries.clear();
    await navigate({ to: '/sign-in', search: { why: 'out' } });
  };
}
