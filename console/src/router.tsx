import type { QueryClient } from '@tanstack/react-query';
import { createRouter, type RouterHistory } from '@tanstack/react-router';
import { atRoute } from './lib/report';
import { routeTree } from './routes.gen';
import { Crash, NotFound, Pending } from './shell/pages';

export interface RouterContext {
  queries: QueryClient;
  /** The routes that there are, by path. */
  paths: () => object;
}

export function makeRouter(queries: QueryClient, history?: RouterHistory) {
  const router = createRouter({
    routeTree,
    context: { queries, paths: (): object => router.routesByPath },
    defaultPreload: 'intent',
    // Fresh enough is the query cache's business.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 200,
    defaultPendingMinMs: 200,
    defaultPendingComponent: Pending,
    defaultErrorComponent: Crash,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    ...(history ? { history } : {}),
  });
  router.subscribe('onResolved', ({ fromLocation, pathChanged }) => {
    atRoute(router.state.matches.at(-1)?.routeId ?? '/');
    // From now on a new page's heading takes the focus (see PageHeader).
    if (fromLocation && pathChanged) document.documentElement.dataset['moved'] = 'yes';
  });
  return router;
}
