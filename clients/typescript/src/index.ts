/**
 * The typed client of the Almoner API.
 *
 * Here belong: the call itself, its errors, retries and sign-in, and a typed function for every operation of the API's
 * document. Hooks are in `@almoner/client/react`, factories and a made-up server in `@almoner/client/testing`.
 */
export { createAlmoner, type Almoner, type AlmonerOptions } from './almoner.js';
export { ApiError, isApiError, type ApiErrorCode } from './error.js';
export {
  etag,
  newKey,
  unwrap,
  type ActOptions,
  type Anew,
  type CallOptions,
  type HeldOptions,
  type Ref,
} from './call.js';
export type { Events, EventsOptions, EventsState } from './events.js';
export { eachRow, rowsOf, type Page } from './page.js';
export { memoryTokens, type TokenSource, type TokenStore } from './session.js';
export type { RetryRules } from './retry.js';
export type * from './generated/types.gen.js';
