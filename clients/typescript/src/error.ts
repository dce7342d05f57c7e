import type { ErrorCode, FieldError, Problem } from './generated/types.gen.js';

/**
 * Why a call failed: the API's closed list of codes, and three of the client's own for when there was no answer to read.
 * `network`: no answer came. `aborted`: the caller gave up. `unreadable`: an answer came that is not the API's.
 */
export type ApiErrorCode = ErrorCode | 'network' | 'aborted' | 'unreadable';

export interface ApiErrorParts {
  code: ApiErrorCode;
  message: string;
  status?: number;
  fields?: FieldError[];
  retryable?: boolean;
  requestId?: string | undefined;
  retryAfter?: number | undefined;
  current?: unknown;
  cause?: unknown;
}

/** Everything that can go wrong with a call, as one class. The message is for people; switch on `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What is wrong with which field, for a form. */
  readonly fields: readonly FieldError[];
  /** The same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Finds the request in the server's log; show it where people report errors. */
  readonly requestId: string | undefined;
  /** Seconds that the server asked to wait, when it did. */
  readonly retryAfter: number | undefined;
  /** The present record, when `code` is `stale`: what somebody else made of it. */
  readonly current: unknown;

  constructor(parts: ApiErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = parts.code;
    this.status = parts.status ?? 0;
    this.fields = parts.fields ?? [];
    this.retryable = parts.retryable ?? false;
    this.requestId = parts.requestId;
    this.retryAfter = parts.retryAfter;
    this.current = parts.current;
  }

  /** The first complaint about this field or about anything inside it. */
  field(path: string): FieldError | undefined {
    return this.fields.find((field) => field.path === path || field.path.startsWith(`${path}.`));
  }
}

/** Whether a caught value is an `ApiError`, of one of these codes when some are named. */
export function isApiError(error: unknown, ...codes: ApiErrorCode[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}

/** The error of a call that got no answer. */
export function noAnswer(cause: unknown, signal: AbortSignal | undefined): ApiError {
  if (signal?.aborted) {
    return new ApiError({ code: 'aborted', message: 'This was cancelled.', cause });
  }
  if (cause instanceof SyntaxError) {
    return new ApiError({ code: 'unreadable', message: 'The answer could not be read.', cause });
  }
  return new ApiError({
    code: 'network',
    message: 'The server could not be reached. Check the connection and try again.',
    retryable: true,
    cause,
  });
}

/** The error that an answer carries; one that is not ours (a proxy's page) gets the nearest code. */
export function refusal(body: unknown, response: Response): ApiError {
  const { status, headers } = response;
  const retryAfter = secondsOf(headers.get('retry-after'));
  if (isProblem(body)) {
    const { code, message, fields, retryable } = body.error;
    const current = body.data?.current;
    return new ApiError({
      status,
      code,
      message,
      fields,
      retryable,
      requestId: body.meta.request_id,
      retryAfter,
      current,
    });
  }
  const requestId = headers.get('x-request-id') ?? undefined;
  const retryable = [408, 425, 429, 502, 503, 504].includes(status);
  const code = NEAREST[status] ?? (status >= 500 ? 'internal' : 'unreadable');
  return new ApiError({ status, code, message: WORDS, retryable, requestId, retryAfter });
}

const WORDS = 'Something between you and the server did not work.';
const NEAREST: Record<number, ErrorCode> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  413: 'too_large',
  429: 'too_many_requests',
  502: 'unavailable',
  503: 'unavailable',
  504: 'timeout',
};

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null || !('error' in body) || !('meta' in body)) return false;
  const error = body.error;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

/** `Retry-After` in seconds, from either of its forms. */
function secondsOf(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000);
}
