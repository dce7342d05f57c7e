import './styles/index.css';
import { AlmonerProvider } from '@almoner/client/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { almoner } from './lib/api';
import { makeQueries } from './lib/queries';
import { makeRouter } from './router';
import { Words } from './words/provider';

const queries = makeQueries();
const router = makeRouter(queries);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Words>
      <QueryClientProvider client={queries}>
        <AlmonerProvider client={almoner}>
          <RouterProvider router={router} />
        </AlmonerProvider>
      </QueryClientProvider>
    </Words>
  </StrictMode>,
);
