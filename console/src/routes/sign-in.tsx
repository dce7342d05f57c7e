import { createFileRoute, redirect } from '@tanstack/react-router';
import { SignInPage } from '~/account/SignInPage';
import { sessionQuery } from '~/session/query';

export interface SignInSearch {
  /** Where one wanted to go: a path of ours, never another site's address. */
  to?: string;
  why?: 'out' | 'ended';
}

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    ...(typeof search['to'] === 'string' && /^\/(?![/\\])/.test(search['to']) ? { to: search['to'] } : {}),
    ...(search['why'] === 'out' || search['why'] === 'ended' ? { why: search['why'] } : {}),
  }),
  beforeLoad: ({ context, search }) => {
    // Only what is known already: whoever comes here first is not asked who they are.
    if (context.queries.getQueryData(sessionQuery.queryKey)) throw redirect({ href: search.to ?? '/' });
  },
  component: SignInPage,
});
