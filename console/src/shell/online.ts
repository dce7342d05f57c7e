import { useSyncExternalStore } from 'react';

function listen(listener: () => void) {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** Whether the device has a connection; whether the server answers is told by each call. */
export function useOnline(): boolean {
  return useSyncExternalStore(listen, () => navigator.onLine);
}
