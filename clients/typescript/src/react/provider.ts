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
