import { useAlmoner } from '@almoner/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { dropDraftsOf } from '~/form/drafts';
import { clearToasts } from '~/kit';
import { chooseHome } from '~/shell/home';
import { forgotten } from './again';
import { usePersonId } from './person';

/** Ends the sign-in and leaves nothing on the device: no cached record, no draft, no chosen home. */
export function useSignOut(): () => Promise<void> {
  const almoner = useAlmoner();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const person = usePersonId();
  return async () => {
    await almoner.session.signOut();
    forgotten();
    dropDraftsOf(person);
    chooseHome(null);
    clearToasts();
    // Before the sign-in screen is asked for, which sends whoever is known to be signed in away again.
    queries.clear();
    await navigate({ to: '/sign-in', search: { why: 'out' } });
  };
}
