/**
 * The stream of changes: `almoner.events(...)`. Reads it with `fetch`, so that it works with a bearer token too and outside of
 * browsers; comes again by itself, with the place where it left off, after a time that no two clients share.
 */
import type { Caller } from './call.js';
import { ApiError, noAnswer, refusal } from './error.js';
import type { ChangeOut } from './generated/types.gen.js';

/** `connecting`, then `open`; `waiting` between two tries; `closed` for good. */
export type EventsState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface EventsOptions {
  /** A record changed. Which, and not how: read it. */
  onChange?: ((change: ChangeOut) => void) | undefined;
  /** Something changed or was missed that has no name: read everything that is shown. */
  onResync?: (() => void) | undefined;
  onState?: ((state: EventsState) => void) | undefined;
  /** It won't come again by itself: nobody is signed in, or the server will not have it. */
  onError?: ((error: ApiError) => void) | undefined;
  /** Where an earlier stream left off. */
  lastEventId?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** An open stream, or one that is coming again. */
export interface Events {
  readonly state: EventsState;
  /** To go on from with another stream. */
  readonly lastEventId: string | undefined;
  close(): void;
}

/** Milliseconds without a word after which the stream is thought dead: the server says something every 15 s. */
const SILENCE = 45_000;
/** Milliseconds until the next try, until the server says otherwise. */
const RETRY = 3000;
/** Milliseconds that any wait may last. */
const LONGEST = 60_000;

export function eventsOf(api: Caller): (options?: EventsOptions) => Events {
  return (options = {}) => new Stream(api, options);
}

class Stream implements Events {
  state: EventsState = 'connecting';
  lastEventId: string | undefined;
  readonly #api: Caller;
  readonly #options: EventsOptions;
  readonly #closing = new AbortController();
  #retry = RETRY;

  constructor(api: Caller, options: EventsOptions) {
    this.#api = api;
    this.#options = options;
    this.lastEventId = options.lastEventId;
    if (options.signal?.aborted) this.close();
    options.signal?.addEventListener('abort', () => this.close(), { once: true });
    void this.#run();
  }

  close(): void {
    this.#say('closed');
    this.#closing.abort();
  }

  #say(state: EventsState): void {
    if (this.state === state || this.state === 'closed') return;
    this.state = state;
    this.#options.onState?.(state);
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let failed = 0;
    while (!signal.aborted) {
      // Each try follows from the one before.
      /* oxlint-disable no-await-in-loop */
      this.#say('connecting');
      const error = await this.#once();
      if (signal.aborted) return;
      if (error && isFinal(error)) {
        this.#options.onError?.(error);
        this.close();
        return;
      }
      failed = error ? failed + 1 : 0;
      this.#say('waiting');
      await this.#api.pause(this.#wait(error, failed), signal).catch(() => {});
      /* oxlint-enable no-await-in-loop */
    }
  }

  /** Half to one and a half of what was asked for, and longer with each failure: a server that comes back is not overrun. */
  #wait(error: ApiError | undefined, failed: number): number {
    const asked = error?.retryAfter === undefined ? this.#retry : error.retryAfter * 1000;
    const longer = asked * 2 ** Math.max(0, Math.min(failed - 1, 6));
    return Math.min(LONGEST, longer) * (0.5 + this.#api.random());
  }

  /** One stream to its end; why there was none. */
  async #once(): Promise<ApiError | undefined> {
    const silence = new AbortController();
    const signal = AbortSignal.any([this.#closing.signal, silence.signal]);
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (this.lastEventId !== undefined) headers['Last-Event-ID'] = this.lastEventId;
    let timer = setTimeout(() => silence.abort(), SILENCE);
    try {
      const response = await this.#api.open('/api/v1/events', headers, signal);
      if (!response.ok || !response.body) {
        return refusal(await response.json().catch(() => undefined), response);
      }
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const parse = parser((frame) => this.#take(frame));
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- one piece follows the other
        const { done, value } = await reader.read();
        if (done) return undefined;
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE);
        parse(decoder.decode(value, { stream: true }));
      }
    } catch (cause) {
      // A stream that broke after it had begun is an end like another.
      if (this.state === 'open') return undefined;
      return cause instanceof ApiError ? cause : noAnswer(cause, this.#closing.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  #take(frame: Frame): void {
    if (this.state === 'closed') return;
    if (frame.id !== undefined) this.lastEventId = frame.id;
    if (frame.retry !== undefined) this.#retry = frame.retry;
    if (frame.event === 'open') this.#say('open');
    if (frame.event === 'resync') this.#options.onResync?.();
    if (frame.event === 'change') {
      const change = changeOf(frame.data);
      if (change) this.#options.onChange?.(change);
    }
  }
}

/** What no waiting mends. */
function isFinal(error: ApiError): boolean {
  return !error.retryable && error.status >= 400 && error.status < 500;
}

function changeOf(data: string): ChangeOut | undefined {
  try {
    const change = JSON.parse(data) as ChangeOut;
    return typeof change.resource === 'string' && typeof change.id === 'string' ? change : undefined;
  } catch {
    return undefined;
  }
}

/** One block of the stream. */
export interface Frame {
  event: string;
  data: string;
  id?: string;
  retry?: number;
}

/** Takes a stream of events apart as it comes, in whatever pieces. */
export function parser(take: (frame: Frame) => void): (text: string) => void {
  let rest = '';
  let frame: Frame = { event: '', data: '' };
  const line = (text: string) => {
    if (text === '') {
      take(frame);
      frame = { event: '', data: '' };
      return;
    }
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') frame.event = value;
    if (field === 'data') frame.data = frame.data ? `${frame.data}\n${value}` : value;
    if (field === 'id' && !value.includes('\0')) frame.id = value;
    if (field === 'retry' && /^\d+$/.test(value)) frame.retry = Number(value);
  };
  return (text) => {
    rest += text;
    // A CR at the end may be half of a CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const one of lines) line(one);
  };
}
