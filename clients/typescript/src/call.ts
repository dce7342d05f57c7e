import type { Client } from './generated/client/index.js';
import type { PageMeta, SignInOut } from './generated/types.gen.js';
import { createClient } from './generated/client/index.js';
import { ApiError, noAnswer, refusal } from './error.js';
import { pageOf, type Page } from './page.js';
import { waitBefore, type Repeat, type RetryRules } from './retry.js';
import type { Credentials } from './session.js';

/** What every call takes besides its input. */
export interface CallOptions {
  /** Gives up, also between tries; the call rejects with `aborted`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds for each try, where the client's own are too few: an import of thousands of lines. */
  timeout?: number | undefined;
}

/** What a call takes that creates or acts. */
export interface ActOptions extends CallOptions {
  /**
   * Names the attempt, so that it takes effect once however often it is sent. One is made for each call and kept across its
   * retries; give your own where a person's second press must count as the first (an outbox, a form).
   */
  idempotencyKey?: string | undefined;
}

/** What a call takes for whoever holds an answer already. */
export interface HeldOptions extends CallOptions {
  /** The ETag of what is held. */
  held?: string | null | undefined;
}

/** An answer with its ETag; no `data` where what was held still holds. */
export interface Anew<T> {
  data: T | undefined;
  tag: string | null;
}

/** A record as a change needs it: which, and the version that was read. Any row of the API is one. */
export interface Ref {
  id: string;
  version: number;
}

/** The ETag of a version, as `If-Match` takes it. */
export function etag(version: number): string {
  return `"v${version}"`;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a bound on functions of any options; what they are is inferred
type Sdk = (options: any) => Promise<unknown>;
type Sent<F extends Sdk> = NonNullable<Parameters<F>[0]>;
type Query<F extends Sdk> = Sent<F> extends { query?: infer Q } ? NonNullable<Q> : never;
type Body<F extends Sdk> = Sent<F> extends { body: infer B } ? B : never;
type Envelope<F extends Sdk> =
  Awaited<ReturnType<F>> extends infer R
    ? R extends { data: infer E }
      ? Exclude<E, undefined>
      : never
    : never;
type Data<F extends Sdk> = Envelope<F> extends { data: infer D } ? D : never;
type Row<F extends Sdk> = Data<F> extends (infer T)[] ? T : never;

/** The data of an answer; what is no success is thrown as an `ApiError`. */
export function unwrap<T>(envelope: { data: T; error: null }): T {
  return envelope.data;
}

export interface CallerConfig {
  baseUrl: string;
  fetch: typeof fetch;
  credentials: RequestCredentials;
  /** Milliseconds for each try. */
  timeout: number;
  retry: RetryRules;
  headers: Record<string, string>;
  onUnauthenticated: (error: ApiError) => void;
}

interface Input {
  path?: Record<string, string>;
  query?: object | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

interface How extends CallOptions {
  repeat: Repeat;
  /** A 401 says that the sign-in ended, so it is renewed or reported. Off where a 401 answers what was typed. */
  signedIn?: boolean;
}

/** The envelope, and the answer's ETag. */
interface Envelope200 {
  data: unknown;
  error: null;
  meta: unknown;
  tag: string | null;
}

interface Answered {
  data?: unknown;
  error?: unknown;
  response?: Response;
}

/** Sends calls: proves who asks, waits, tries again, and turns every failure into an `ApiError`. */
export class Caller {
  readonly #config: CallerConfig;
  readonly #client: Client;
  readonly #credentials: Credentials;

  constructor(config: CallerConfig, credentials: (caller: Caller) => Credentials) {
    this.#config = config;
    this.#client = createClient({
      baseUrl: config.baseUrl,
      fetch: config.fetch,
      credentials: config.credentials,
      headers: config.headers,
      parseAs: 'json',
    });
    this.#credentials = credentials(this);
  }

  get credentials(): Credentials {
    return this.#credentials;
  }

  /** One call with its tries; answers the whole envelope. */
  async send(sdk: Sdk, input: Input, how: How): Promise<Envelope200> {
    const { retry } = this.#config;
    let renewed = false;
    for (let tried = 1; ; tried += 1) {
      // Each try follows from the one before.
      /* oxlint-disable no-await-in-loop */
      const authorization = how.signedIn === false ? undefined : await this.#credentials.authorization();
      const outcome = await this.#once(sdk, input, authorization, how);
      if (!(outcome instanceof ApiError)) return outcome;
      if (outcome.code === 'unauthenticated' && how.signedIn !== false) {
        if (!renewed && (await this.#credentials.renew(authorization))) {
          renewed = true;
          tried -= 1;
          continue;
        }
        this.#config.onUnauthenticated(outcome);
        throw outcome;
      }
      const wait = waitBefore(retry, outcome, how.repeat, tried);
      if (wait === undefined) throw outcome;
      await retry.sleep(wait, how.signal).catch((cause: unknown) => {
        throw noAnswer(cause, how.signal);
      });
      /* oxlint-enable no-await-in-loop */
    }
  }

  /**
   * An answer that is read as it comes. A sign-in that ended is renewed once; one that can't be is reported and thrown. Any
   * other answer is the caller's to judge.
   */
  async open(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const { baseUrl, fetch, credentials, headers: always } = this.#config;
    for (let renewed = false; ; renewed = true) {
      // Each try follows from the one before.
      /* oxlint-disable no-await-in-loop */
      const authorization = await this.#credentials.authorization();
      const proof = authorization && { Authorization: authorization };
      const request = new Request(`${baseUrl}${path}`, {
        headers: { ...always, ...headers, ...proof },
        credentials,
        cache: 'no-store',
        signal,
      });
      const response = await fetch(request);
      if (response.status !== 401) return response;
      const error = refusal(await response.json().catch(() => undefined), response);
      if (!renewed && (await this.#credentials.renew(authorization))) continue;
      this.#config.onUnauthenticated(error);
      throw error;
      /* oxlint-enable no-await-in-loop */
    }
  }

  /** An answer that is no envelope: a picture. */
  async bytes(path: string, { signal, timeout }: CallOptions = {}): Promise<Blob> {
    const patience = AbortSignal.timeout(timeout ?? this.#config.timeout);
    const response = await this.open(path, {}, signal ? AbortSignal.any([signal, patience]) : patience);
    if (!response.ok) throw refusal(await response.json().catch(() => undefined), response);
    return response.blob();
  }

  /** Waits as between two tries. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return this.#config.retry.sleep(milliseconds, signal);
  }

  /** Chance, as in waits between two tries. */
  random(): number {
    return this.#config.retry.random();
  }

  async #once(sdk: Sdk, input: Input, authorization: string | undefined, { signal, timeout }: CallOptions) {
    const patience = AbortSignal.timeout(timeout ?? this.#config.timeout);
    const headers = { ...input.headers, ...(authorization && { Authorization: authorization }) };
    try {
      const answer = (await sdk({
        ...input,
        headers,
        client: this.#client,
        signal: signal ? AbortSignal.any([signal, patience]) : patience,
      })) as Answered;
      if (answer.response === undefined) return noAnswer(answer.error, signal);
      const tag = answer.response.headers.get('etag');
      // What is held still holds: an answer to whoever said what they hold.
      if (answer.response.status === 304) return { data: undefined, error: null, meta: null, tag };
      if (answer.data === undefined) return refusal(answer.error, answer.response);
      if (!isEnvelope(answer.data)) return noAnswer(new SyntaxError('not an envelope'), signal);
      return { ...answer.data, tag };
    } catch (cause) {
      return noAnswer(cause, signal);
    }
  }

  /** A list: `(query?, options?) => Page`. */
  list<F extends Sdk>(sdk: F) {
    return (query?: Query<F>, options?: CallOptions): Promise<Page<Row<F>>> =>
      this.#page(sdk, { query }, options);
  }

  /** A list of one record's: `(id, query?, options?) => Page`. */
  listOf<F extends Sdk>(sdk: F) {
    return (id: string, query?: Query<F>, options?: CallOptions): Promise<Page<Row<F>>> =>
      this.#page(sdk, { path: { id }, query }, options);
  }

  /** One record: `(id, options?) => record`. */
  get<F extends Sdk>(sdk: F) {
    return (id: string, options?: CallOptions): Promise<Data<F>> =>
      this.#data(sdk, { path: { id } }, { repeat: 'safe', ...options });
  }

  /** One record as asked for: `(id, query?, options?) => record`. */
  getWith<F extends Sdk>(sdk: F) {
    return (id: string, query?: Query<F>, options?: CallOptions): Promise<Data<F>> =>
      this.#data(sdk, { path: { id }, query }, { repeat: 'safe', ...options });
  }

  /** The one there is: `(options?) => record`. */
  the<F extends Sdk>(sdk: F) {
    return (options?: CallOptions): Promise<Data<F>> => this.#data(sdk, {}, { repeat: 'safe', ...options });
  }

  /** The one there is, as asked for: `(query?, options?) => record`. */
  ask<F extends Sdk>(sdk: F) {
    return (query?: Query<F>, options?: CallOptions): Promise<Data<F>> =>
      this.#data(sdk, { query }, { repeat: 'safe', ...options });
  }

  /**
   * The same for whoever holds an answer: `(query?, { held, ...options }?) => { data, tag }`. `held` is its ETag; `data` is
   * undefined where it still holds.
   */
  askAnew<F extends Sdk>(sdk: F) {
    return async (query?: Query<F>, { held, ...options }: HeldOptions = {}): Promise<Anew<Data<F>>> => {
      const headers: Record<string, string> = held ? { 'If-None-Match': held } : {};
      const { data, tag } = await this.send(sdk, { query, headers }, { repeat: 'safe', ...options });
      return { data: data as Data<F> | undefined, tag };
    };
  }

  /** A new record: `(body, options?) => record`. */
  create<F extends Sdk>(sdk: F) {
    return (body: Body<F>, options?: ActOptions): Promise<Data<F>> => this.#act(sdk, { body }, options);
  }

  /** A new record that belongs to another: `(id, body, options?) => record`. */
  createIn<F extends Sdk>(sdk: F) {
    return (id: string, body: Body<F>, options?: ActOptions): Promise<Data<F>> =>
      this.#act(sdk, { path: { id }, body }, options);
  }

  /** A change to what was read: `(record, patch, options?) => record`. What is not in the patch stays as it is. */
  change<F extends Sdk>(sdk: F) {
    return (record: Ref, patch: Body<F>, options?: CallOptions): Promise<Data<F>> =>
      this.#data(
        sdk,
        { path: { id: record.id }, body: patch, headers: ifMatch(record) },
        { repeat: 'refused', ...options },
      );
  }

  /** A change to the one there is: `(record, patch, options?) => record`. */
  changeThe<F extends Sdk>(sdk: F) {
    return (record: { version: number }, patch: Body<F>, options?: CallOptions): Promise<Data<F>> =>
      this.#data(sdk, { body: patch, headers: ifMatch(record) }, { repeat: 'refused', ...options });
  }

  /** A verb with something to say: `(record, body, options?) => record`. */
  act<F extends Sdk>(sdk: F) {
    return (record: Ref, body: Body<F>, options?: ActOptions): Promise<Data<F>> =>
      this.#act(sdk, { path: { id: record.id }, body, headers: ifMatch(record) }, options);
  }

  /** A verb with nothing to add: `(record, options?) => record`. */
  do<F extends Sdk>(sdk: F) {
    return (record: Ref, options?: ActOptions): Promise<Data<F>> =>
      this.#act(sdk, { path: { id: record.id }, body: {}, headers: ifMatch(record) }, options);
  }

  /** A verb to which no version matters, with nothing to add: `(id, options?) => record`. */
  press<F extends Sdk>(sdk: F) {
    return (id: string, options?: ActOptions): Promise<Data<F>> =>
      this.#act(sdk, { path: { id }, body: {} }, options);
  }

  /** A POST of a sign-in or account: never sent twice by itself, since its answer holds tokens or codes. */
  post<F extends Sdk>(sdk: F, signedIn = true) {
    return (body: Body<F>, options?: CallOptions): Promise<Data<F>> =>
      this.#data(sdk, { body }, { repeat: 'never', signedIn, ...options });
  }

  /** As `post`, to one record and with nothing to add: `(id, options?) => answer`. */
  postTo<F extends Sdk>(sdk: F) {
    return (id: string, options?: CallOptions): Promise<Data<F>> =>
      this.#data(sdk, { path: { id }, body: {} }, { repeat: 'never', ...options });
  }

  /** As `post`, and what it answers about the sign-in is kept. */
  enter<F extends Sdk>(sdk: F, signedIn = true) {
    const post = this.post(sdk, signedIn);
    return async (body: Body<F>, options?: CallOptions): Promise<Data<F>> => {
      const data = await post(body, options);
      this.#credentials.keep(data as SignInOut);
      return data;
    };
  }

  async #data<F extends Sdk>(sdk: F, input: Input, how: How): Promise<Data<F>> {
    return unwrap(await this.send(sdk, input, how)) as Data<F>;
  }

  async #page<F extends Sdk>(sdk: F, input: Input, options?: CallOptions): Promise<Page<Row<F>>> {
    const { data, meta } = await this.send(sdk, input, { repeat: 'safe', ...options });
    return pageOf(data as Row<F>[], meta as PageMeta);
  }

  #act<F extends Sdk>(sdk: F, input: Input, options: ActOptions = {}): Promise<Data<F>> {
    const { idempotencyKey = newKey(), signal, timeout } = options;
    const headers = { ...input.headers, 'Idempotency-Key': idempotencyKey };
    return this.#data(sdk, { ...input, headers }, { repeat: 'safe', signal, timeout });
  }
}

function ifMatch(record: { version: number }): Record<string, string> {
  return { 'If-Match': etag(record.version) };
}

/** A new Idempotency-Key. `crypto.randomUUID` is missing on a plain-HTTP page, `getRandomValues` is not. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isEnvelope(body: unknown): body is { data: unknown; error: null; meta: unknown } {
  return typeof body === 'object' && body !== null && 'data' in body && 'meta' in body;
}
