import { createFileRoute, redirect } from '@tanstack/react-router';
import { Start } from '~/shell/Start';
import { navOf } from '~/shell/nav';

/** The first screen is the first that the person has. */
export const Route = createFileRoute('/_app/')({
  beforeLoad: ({ context }) => {
    const first = navOf(context.session, context.paths())[0];
    if (first && context.session.homes.length > 0) throw redirect({ href: first.to, replace: true });
    // An owner who starts empty is led through the first steps.
    if (context.session.rights['care-homes']?.includes('create'))
      throw redirect({ href: '/start', replace: true });
  },
  component: Start,
});
