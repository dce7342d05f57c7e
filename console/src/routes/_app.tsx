import { isApiError } from '@almoner/client';
import { Outlet, createFileRoute, redirect } from '@tanstack/react-router';
import { begun } from '~/session/again';
import { sessionQuery } from '~/session/query';
import { Shell } from '~/shell/Shell';
import { MoreWords } from '~/words/more';

const kept = () => import('~/session/held');

/** Everything behind the sign-in: `routes/_app/…` stands inside the shell, and `session` is in its context. */
export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    try {
      const session = await context.queries.ensureQueryData(sessionQuery);
      begun();
      void kept().then(({ keepSession }) => keepSession(session));
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
