import { useEffect, useState } from 'react';

const TICK = 30_000;

/**
 * Now by the server's clock, in milliseconds, and on again twice a minute: `said` is what the server's clock said when the answer
 * came, `at` when that was on the device's.
 */
export function useServerNow(said: string | undefined, at: number): number {
  const [device, setDevice] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setDevice(Date.now()), TICK);
    return () => clearInterval(timer);
  }, []);
  const ahead = said === undefined ? 0 : Date.parse(said) - at;
  // An answer that came since the last tick is newer than it.
  return Math.max(device, at) + ahead;
}
