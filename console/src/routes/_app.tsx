import { isApiError } from '@almoner/client';
import { Outlet, createFileRoute, redirect } from '@tanstack/react-router';
import { almoner } from '~/lib/api';
import { begun } from '~/session/again';
import { sessionQuery } from '~/session/query';
import { Shell } from '~/shell/Shell';
import { isTablet, mustAsk } from '~/tablet/flag';
import { MoreWords } from '~/words/more';

const kept = () => import('~/session/held');

/** Everything behind the sign-in: `routes/_app/…` stands inside the shell, and `session` is in its context. */
export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    // A shared tablet that was put down, or lay there: what sign-in is still in it ends, and it asks.
    if (mustAsk()) {
      await almoner.session.signOut().catch(() => {});
      context.queries.clear();
      throw redirect({ to: '/sign-in' });
    }
    try {
      const session = await context.queries.ensureQueryData(sessionQuery);
      begun();
      // On a shared tablet a PIN opens it, with a connection or without.
      if (!isTablet()) void kept().then(({ keepSession }) => keepSession(session));
      if (!session.organisation) throw redirect({ to: '/organisation' });
      return { session };
    } catch (error) {
      // Out of reach: whoever was signed in here opens what lies on the device.
      const before = isApiError(error) && error.status === 0 ? (await kept()).heldSession() : null;
      if (before) {
        context.queries.setQueryData(sessionQuery.queryKey, before, { updatedAt: 0 });
        begun();
        return { session: before };
      }
      if (!isApiError(error, 'unauthenticated')) throw error;
      const to = location.href === '/' ? undefined : location.href;
      throw redirect({ to: '/sign-in', search: to ? { to } : {} });
    }
  },
  component: () => (
    <MoreWords>
      <Shell>
        <Outlet />
      </Shell>
    </MoreWords>
  ),
});
