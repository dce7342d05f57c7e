import { QueryClient } from '@tanstack/react-query';
import { createContext, createElement, useContext, type ReactNode } from 'react';
import type { Almoner } from '../almoner.js';

const Context = createContext<Almoner | null>(null);

/** Gives the client to every hook below it. It stands inside TanStack's `QueryClientProvider`. */
export function AlmonerProvider({ client, children }: { client: Almoner; children?: ReactNode }) {
  return createElement(Context.Provider, { value: client }, children);
}

/** The client, for a call that no hook makes. */
export function useAlmoner(): Almoner {
  const client = useContext(Context);
  if (!client) throw new TypeError('useAlmoner: there is no AlmonerProvider above this component');
  return client;
}

/** A cache for records of care: the client tries again by itself, and what is shown is never long out of date. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 15_000, gcTime: 10 * 60_000 },
      mutations: { retry: false },
    },
  });
}
