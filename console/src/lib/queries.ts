import { QueryClient } from '@tanstack/react-query';

/** The client retries by its own rules (Retry-After, what is safe), so the cache doesn't do it once more. */
export function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 15_000, networkMode: 'always' },
      // Always: a dead network is an error that a form shows, not a promise that waits.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
