import { useRef } from 'react';
import { newKey } from '../call.js';
import type { ApiError } from '../error.js';

/** The same key for the same press, until its answer is known. */
export function useAttempts() {
  const kept = useRef(new Map<string, string>());
  return {
    keyOf(what: string): string {
      const key = kept.current.get(what) ?? newKey();
      kept.current.set(what, key);
      return key;
    },
    done(what: string, error?: ApiError): void {
      const lost = error && (error.status === 0 || error.status >= 500 || error.code === 'in_progress');
      if (!lost && error?.status !== 401) kept.current.delete(what);
    },
  };
}
