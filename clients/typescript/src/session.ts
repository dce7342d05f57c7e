import type { SignInOut, TokensOut } from './generated/types.gen.js';
import { ApiError } from './error.js';

/** Where the tokens of a bearer sign-in are kept. A browser needs none: it has cookies that no script can read. */
export interface TokenStore {
  read(): TokensOut | null;
  write(tokens: TokensOut | null): void;
}

/** A store that forgets with the process; for servers, scripts and tests. */
export function memoryTokens(initial: TokensOut | null = null): TokenStore {
  let held = initial;
  return {
    read: () => held,
    write: (tokens) => {
      held = tokens;
    },
  };
}

/** A token that somebody else issues and renews, such as Supabase Auth or an OIDC library. */
export type TokenSource = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** How this client proves who is signed in. */
export interface Credentials {
  readonly transport: 'cookie' | 'bearer';
  /** The value of `Authorization`, or none. */
  authorization(): Promise<string | undefined>;
  /** Tries to prolong the sign-in after a 401 to what was sent with `used`; false when it has ended. */
  renew(used: string | undefined): Promise<boolean>;
  /** Keeps what a sign-in, refresh or change of organisation answered. */
  keep(answer: SignInOut): void;
  /** What a sign-out has to hand in; a browser's cookie goes along by itself. */
  refreshToken(): string | undefined;
  forget(): void;
}

/** Exchanges the refresh token (or the refresh cookie, when there is none to send). */
export type Refresh = (refreshToken: string | undefined) => Promise<SignInOut>;

/** Milliseconds before its end from which an access token is renewed beforehand. */
const EARLY = 20_000;

export function cookieCredentials(refresh: Refresh): Credentials {
  const renew = single(async () => keepOnlyAnswers(() => refresh(undefined)));
  return {
    transport: 'cookie',
    authorization: async () => undefined,
    renew: async () => (await renew()) !== undefined,
    keep: () => {},
    refreshToken: () => undefined,
    forget: () => {},
  };
}

export function tokenCredentials(source: TokenSource): Credentials {
  const read = async () => (typeof source === 'function' ? await source() : source);
  const authorization = async () => {
    const token = await read();
    return token ? `Bearer ${token}` : undefined;
  };
  return {
    transport: 'bearer',
    authorization,
    // A source may have a newer one by now; a fixed token has not.
    renew: async (used) => {
      const now = await authorization();
      return now !== undefined && now !== used;
    },
    keep: () => {},
    refreshToken: () => undefined,
    forget: () => {},
  };
}

export function storedCredentials(store: TokenStore, refresh: Refresh, now: () => number): Credentials {
  const renewOnce = single(async () => {
    const held = store.read();
    if (!held || Date.parse(held.refresh_ends_at) <= now()) return undefined;
    const answer = await keepOnlyAnswers(() => refresh(held.refresh_token));
    if (answer) keep(answer);
    else store.write(null);
    return answer;
  });
  const keep = (answer: SignInOut) => {
    if (!answer.tokens) return;
    // The mark of a known device is told once and outlives the tokens.
    const device_token = answer.tokens.device_token ?? store.read()?.device_token;
    store.write(device_token ? { ...answer.tokens, device_token } : answer.tokens);
  };
  const current = () => {
    const held = store.read();
    return held ? `Bearer ${held.access_token}` : undefined;
  };
  return {
    transport: 'bearer',
    authorization: async () => {
      const held = store.read();
      if (held && Date.parse(held.access_ends_at) - EARLY <= now()) await renewOnce();
      return current();
    },
    renew: async (used) => {
      // Another call renewed it while ours was under way.
      if (current() !== used && current() !== undefined) return true;
      return (await renewOnce()) !== undefined;
    },
    keep,
    refreshToken: () => store.read()?.refresh_token,
    forget: () => store.write(null),
  };
}

/** One run at a time: whoever comes meanwhile waits for the same answer. A refresh token is good once. */
function single<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** The answer, or undefined when the sign-in has ended. A dead network is no end of a sign-in: it is thrown. */
async function keepOnlyAnswers(refresh: () => Promise<SignInOut>): Promise<SignInOut | undefined> {
  try {
    return await refresh();
  } catch (error) {
    if (error instanceof ApiError && [400, 401, 403, 422].includes(error.status)) return undefined;
    throw error;
  }
}
