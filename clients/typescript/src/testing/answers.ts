import { HttpResponse, type JsonBodyType } from 'msw';
import type { ErrorCode, FieldError } from '../generated/types.gen.js';
import { idOf } from './factories.js';

const STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  idempotency_key_required: 400,
  cursor_invalid: 400,
  cursor_expired: 400,
  unauthenticated: 401,
  sign_in_refused: 401,
  second_factor_required: 403,
  forbidden: 403,
  origin_refused: 403,
  not_found: 404,
  method_not_allowed: 405,
  illegal_transition: 409,
  duplicate: 409,
  bed_taken: 409,
  stay_overlaps: 409,
  person_known_here: 409,
  parent_archived: 409,
  plan_changed: 409,
  recorded_meanwhile: 409,
  in_progress: 409,
  last_owner: 409,
  link_expired: 410,
  stale: 412,
  too_large: 413,
  unsupported_media_type: 415,
  unknown_host: 421,
  invalid: 422,
  idempotency_key_reused: 422,
  precondition_required: 428,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
};
const AGAIN: ErrorCode[] = ['unavailable', 'timeout', 'in_progress', 'too_many_requests'];

let asked = 0;
const meta = () => ({ request_id: idOf('request', (asked += 1)) });

/** A success in the API's envelope. A row's `version` becomes its ETag. */
export function answer(
  data: unknown,
  { status = 200, headers = {}, more = {} }: AnswerOptions = {},
): Response {
  const tag: Record<string, string> = isVersioned(data) ? { etag: `"v${data.version}"` } : {};
  const body = { data, error: null, meta: { ...meta(), ...more } } as JsonBodyType;
  return HttpResponse.json(body, { status, headers: { ...tag, ...headers } });
}

export interface AnswerOptions {
  status?: number;
  headers?: Record<string, string>;
  /** More words of `meta`, such as `next_cursor`. */
  more?: Record<string, unknown>;
}

export interface ProblemOptions {
  message?: string;
  fields?: FieldError[];
  /** For `stale`: the present record. */
  current?: unknown;
  /** Seconds. */
  retryAfter?: number;
}

/** A refusal as the API words it: `server.use(http.get('*' + path, () => problem('unavailable')))`. */
export function problem(code: ErrorCode, options: ProblemOptions = {}): Response {
  const { message = `This went wrong: ${code}.`, fields = [], current, retryAfter } = options;
  const body = {
    data: current === undefined ? null : { current },
    error: { code, message, fields, retryable: AGAIN.includes(code) },
    meta: meta(),
  };
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return HttpResponse.json(body as JsonBodyType, { status: STATUS[code], headers });
}

/** One field of a form is wrong. */
export function invalid(path: string, code: string, message: string): Response {
  return problem('invalid', { fields: [{ path, code, message }] });
}

function isVersioned(data: unknown): data is { version: number } {
  return typeof data === 'object' && data !== null && 'version' in data;
}
