import type { RetryRules } from '../src/retry.js';

/** One request as it was sent. */
export interface Sent {
  method: string;
  path: string;
  query: string;
  headers: Headers;
  body: unknown;
}

/** A `fetch` that answers from a list, the last one for ever, and remembers what was sent. */
export function fakeFetch(...answers: (Response | Error | ((sent: Sent) => Response | Promise<Response>))[]) {
  const sent: Sent[] = [];
  const fetch = async (input: RequestInfo | URL) => {
    const request = input as Request;
    const url = new URL(request.url);
    const text = await request.text();
    const one: Sent = {
      method: request.method,
      path: url.pathname,
      query: decodeURIComponent(url.search),
      headers: request.headers,
      body: text ? JSON.parse(text) : undefined,
    };
    sent.push(one);
    request.signal.throwIfAborted();
    const next = answers[Math.min(sent.length, answers.length) - 1];
    if (next instanceof Error) throw next;
    if (next === undefined) throw new Error('fakeFetch: no answer');
    return typeof next === 'function' ? next(one) : next.clone();
  };
  return { fetch: fetch as typeof globalThis.fetch, sent };
}

/** Retries without waiting, and what they would have waited. */
export function noWaiting(random = 1): { waits: number[]; retry: Partial<RetryRules> } {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => {
    waits.push(Math.round(milliseconds));
  };
  return { waits, retry: { sleep, random: () => random } };
}

export const BASE = 'http://almoner.test';
