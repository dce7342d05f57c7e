import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server answers a record: stores it and says so, stores it and dies, or never answers. */
export type Mood = 'well' | 'lost' | 'silent';

/** The part of the API that the outbox speaks with: it stores a record once under its key, and counts what it was sent. */
export async function serverFor(script: () => string) {
  const stored = new Map<string, string>();
  const world = {
    mood: 'well' as Mood,
    /** Every arrival, in order: the task and the key. */
    arrivals: [] as { task: string; key: string }[],
    stored,
    inFlight: 0,
    mostAtOnce: 0,
    me: 'asha',
  };
  const say = (response: ServerResponse, data: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data, error: null, meta: { request_id: 'r' } }));
  };
  const record = (request: IncomingMessage, response: ServerResponse, task: string) => {
    const key = String(request.headers['idempotency-key']);
    world.arrivals.push({ task, key });
    world.inFlight += 1;
    world.mostAtOnce = Math.max(world.mostAtOnce, world.inFlight);
    response.on('close', () => (world.inFlight -= 1));
    stored.set(key, task);
    if (world.mood === 'lost') return void request.socket.destroy();
    if (world.mood === 'silent') return undefined;
    // A moment, in which a second sender would show.
    setTimeout(() => say(response, { id: key, stored: true, task: null }, 201), 20);
    return undefined;
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const task = /^\/api\/v1\/tasks\/([^/]+)\/records$/.exec(path)?.[1];
    if (path === '/page.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(script());
    } else if (path === '/api/v1/session') say(response, { person: { id: world.me } });
    else if (task) record(request, response, task);
    else {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Outbox</title><script type="module" src="/page.js"></script>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    world,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
