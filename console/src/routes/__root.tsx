import { Outlet, createRootRouteWithContext } from '@tanstack/react-router';
import { Toasts } from '~/kit';
import type { RouterContext } from '~/router';
import { Again } from '~/session/Again';

export const Route = createRootRouteWithContext<RouterContext>()({
  component: () => (
    <>
      <Outlet />
      <Again />
      <Toasts />
    </>
  ),
});
