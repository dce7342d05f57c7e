/** What tests of hooks stand on: a client and a cache for each test, and a made-up server. */
import { createAlmoner, type Almoner } from '@almoner/client';
import { AlmonerProvider, createQueryClient } from '@almoner/client/react';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { cleanup } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { createElement, type ReactNode } from 'react';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { BASE, noWaiting } from './fake.js';

export interface Around {
  almoner: Almoner;
  queries: QueryClient;
  wrapper: (props: { children: ReactNode }) => ReactNode;
}

export function setUp() {
  const server = setupServer();
  const around = {
    wrapper: ({ children }: { children: ReactNode }) =>
      createElement(
        QueryClientProvider,
        { client: around.queries },
        createElement(AlmonerProvider, { client: around.almoner }, children),
      ),
  } as Around;
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  beforeEach(() => {
    around.almoner = createAlmoner({ baseUrl: BASE, retry: noWaiting().retry });
    around.queries = createQueryClient();
  });
  afterEach(() => {
    cleanup();
    server.resetHandlers();
  });
  afterAll(() => server.close());
  return { server, around };
}

/** A promise that somebody else settles. */
export function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}
