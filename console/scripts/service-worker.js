// The console's files on the device. `service-worker.ts` fills in what the build made.
const CACHE = `almoner-${'VERSION'}`;
const FILES = ['FILES'];
/** What is the server's alone: an answer of these is never kept. */
const SERVERS = /^\/(api|health|ready|metrics)(\/|$)/;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(tidied().then(() => self.clients.claim()));
});

/** Two versions stay: a page that was opened before the last update still finds its parts. */
async function tidied() {
  const mine = (await caches.keys()).filter((name) => name.startsWith('almoner-') && name !== CACHE);
  await Promise.all(mine.slice(0, -1).map((name) => caches.delete(name)));
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || SERVERS.test(pathname)) return;
  // A page of the console is one page, whatever its address; a file with a dot in its name is none.
  const page = request.mode === 'navigate' && !pathname.includes('.');
  const kept = page ? caches.match('/', { cacheName: CACHE }) : caches.match(request);
  // oxlint-disable-next-line no-restricted-globals -- no call of the API: files of the console
  event.respondWith(kept.then((found) => found ?? fetch(request)));
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});
