/** One sender on the whole device: whoever has the lock. A page without HTTPS has no locks; there the key alone keeps order. */
export async function aloneOnDevice(work: () => Promise<void>): Promise<boolean> {
  if (!('locks' in navigator)) {
    await work();
    return true;
  }
  return navigator.locks.request('almoner.outbox', { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    await work();
    return true;
  });
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
