import { aClient, aWorld, handlers, problem } from '@almoner/client/testing';
import { http } from 'msw';
import { setupServer } from 'msw/node';

const server = setupServer(...handlers(aWorld({ clients: [aClient({ given_name: 'Edith' })] })));
server.use(http.patch('*/api/v1/clients/:id', () => problem('stale', { current: aClient({ preferred_name: 'Edie' }) })));

export {};
