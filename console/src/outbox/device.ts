/**
 * One sender on the whole device: whoever has the lock. The others stand in line for it, so that one of them goes on at once when
 * the sender's page is closed. A page without HTTPS has no locks; there the key alone keeps an entry from being stored twice.
 */
export async function aloneOnDevice(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request('almoner.outbox', work);
  else await work();
}

/** Word to the other tabs, which read what is on the disk themselves. */
export function tabs(name = 'almoner.outbox') {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => {}, hear: () => () => {} };
  const channel = new BroadcastChannel(name);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin: ours
    tell: () => channel.postMessage('changed'),
    hear: (heard: () => void) => {
      channel.addEventListener('message', heard);
      return () => channel.removeEventListener('message', heard);
    },
  };
}
