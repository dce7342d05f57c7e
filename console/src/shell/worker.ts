import { toast } from '~/kit/toast';

let kept = false;

/**
 * Keeps the console's files on the device, so that it opens without a connection. A new version waits until somebody says so: it
 * never reloads under a carer. What the API answers is none of its business.
 */
export function keepFiles(
  words: { ready: string; update: string },
  container: ServiceWorkerContainer | undefined = navigator.serviceWorker,
): void {
  if (kept) return;
  kept = true;
  askAgain();
  // Without HTTPS there is none.
  if (!container) return;
  let asked = false;
  container.addEventListener('controllerchange', () => {
    if (asked) window.location.reload();
  });
  const offer = (waiting: ServiceWorker) =>
    toast({
      text: words.ready,
      act: words.update,
      undo: () => {
        asked = true;
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
        waiting.postMessage('take over');
      },
    });
  void container
    .register('/sw.js')
    .then((registration) => {
      // The first of all has nobody to wait for.
      const seen = (worker: ServiceWorker | null) => {
        if (worker?.state === 'installed' && container.controller) offer(worker);
      };
      seen(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const coming = registration.installing;
        coming?.addEventListener('statechange', () => seen(coming));
      });
    })
    // A browser that refuses it (a private window) opens pages from the server as before.
    .catch(() => {});
}

/** How often one is asked for again: what the server does not have any more does not come. */
const TIMES = 10;

/**
 * A stylesheet that did not come is not asked for again by itself: the page that needs it would be shown without, once the connection
 * is back. So it is put anew, where it stood.
 */
export function askAgain(): void {
  const asked = new Map<string, number>();
  document.addEventListener(
    'error',
    ({ target }) => {
      if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return;
      const times = (asked.get(target.href) ?? 0) + 1;
      if (times > TIMES) return;
      asked.set(target.href, times);
      const again = () => target.replaceWith(target.cloneNode());
      if (navigator.onLine) setTimeout(again, 5_000);
      else window.addEventListener('online', again, { once: true });
    },
    true,
  );
}
