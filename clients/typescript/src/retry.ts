import type { ApiError } from './error.js';

/** How a call is tried again. Every field has a default that suits a screen. */
export interface RetryRules {
  /** Tries in all, the first included; 1 never retries. */
  tries: number;
  /** Milliseconds that the first wait may last; each later one may last twice as long. */
  base: number;
  /** Milliseconds that any wait may last. A server that asks for longer gets no retry: the error comes at once. */
  longest: number;
  /** Waits; rejects when the signal aborts. */
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** From 0 to 1: where in the window a wait ends (full jitter, so that a hundred tablets do not come back as one). */
  random: () => number;
}

export const RETRY: RetryRules = { tries: 4, base: 300, longest: 10_000, sleep, random: Math.random };

/**
 * What sending the same thing again could do.
 * `safe`: nothing (a read, or a write whose Idempotency-Key the server knows). `refused`: a write that may only be repeated
 * after an answer that says it was not done. `never`: one that people repeat themselves (a password).
 */
export type Repeat = 'safe' | 'refused' | 'never';

/** Milliseconds to wait before the next try, or undefined when there is none. */
export function waitBefore(
  rules: RetryRules,
  error: ApiError,
  repeat: Repeat,
  tried: number,
): number | undefined {
  if (tried >= rules.tries || !mayRepeat(error, repeat, tried)) return undefined;
  const window = Math.min(rules.longest, rules.base * 2 ** (tried - 1));
  const jitter = window * rules.random();
  if (error.retryAfter === undefined) return jitter;
  const asked = error.retryAfter * 1000;
  // The jitter comes on top: whoever was told the same second must not come back in the same millisecond.
  return asked > rules.longest ? undefined : Math.min(rules.longest, asked + jitter);
}

function mayRepeat(error: ApiError, repeat: Repeat, tried: number): boolean {
  if (repeat === 'never' || error.code === 'aborted' || error.code === 'unreadable') return false;
  const { status } = error;
  if (status === 0) return repeat === 'safe';
  if (status === 425 || status === 429) return true;
  if (status === 408) return repeat === 'safe';
  // Our own earlier try is still at work: its answer is worth waiting for. On a first try it is somebody else's key.
  if (error.code === 'in_progress') return tried > 1;
  if (status < 500 || !error.retryable) return false;
  return repeat === 'safe' || error.code === 'unavailable';
}

/** Waits, and stops waiting when the signal aborts. */
function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
