import type { World } from './world.js';
import { answer, invalid, problem } from './answers.js';

/** What a handler of msw is given, as far as it is used here. */
export interface Asked {
  request: Request;
  params: Record<string, string | readonly string[] | undefined>;
}

type Row = { id: string; version: number };
type Fields = Record<string, unknown>;

export const idIn = ({ params }: Asked): string => String(params['id']);

/** 401 where nobody is signed in. */
export function signedIn(world: World, work: (asked: Asked) => Response | Promise<Response>) {
  return (asked: Asked) => (world.session ? work(asked) : problem('unauthenticated'));
}

/** One page: the cursor is the number of rows before it. */
export function pageOf<T>(rows: T[], { searchParams: query }: URL): Response {
  const limit = Number(query.get('limit') ?? 25);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    return invalid('limit', 'range', 'Ask for 1 to 200 rows.');
  const cursor = query.get('cursor');
  const from = cursor === null ? 0 : Number(/^after-(\d+)$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) return problem('cursor_invalid');
  const next_cursor = from + limit < rows.length ? `after-${from + limit}` : null;
  const count = query.get('count') === 'exact' ? { count: rows.length, count_at_least: false } : {};
  return answer(rows.slice(from, from + limit), { more: { next_cursor, ...count } });
}

/** The body, or the refusal of a field that the API does not know or that is missing. */
export async function bodyOf(request: Request, known: readonly string[], required: readonly string[] = []) {
  const body = (await request.json()) as Fields;
  const strange = Object.keys(body).find((field) => !known.includes(field));
  if (strange !== undefined) return invalid(strange, 'unknown', 'There is no such field.');
  const missing = required.find(
    (field) => body[field] === undefined || body[field] === null || body[field] === '',
  );
  return missing === undefined ? body : invalid(missing, 'required', 'Fill this in.');
}

/** Checks `If-Match` and hands over the row: 404, 428 and 412 as the API answers them. */
export function matched<T extends Row>(
  rows: Map<string, T>,
  asked: Asked,
  work: (row: T) => Response | Promise<Response>,
) {
  const row = rows.get(idIn(asked));
  if (!row) return problem('not_found');
  return matches(row, asked.request) ?? work(row);
}

/** The refusal of an `If-Match` that does not fit this row. */
export function matches(row: { version: number }, request: Request): Response | undefined {
  const tag = request.headers.get('if-match');
  if (tag === null) return problem('precondition_required');
  return tag === `"v${row.version}"` ? undefined : problem('stale', { current: row });
}

/** The next version of a row, put in its place. */
export function changed<T extends Row>(rows: Map<string, T>, row: T, fields: Partial<T>): T {
  const next = { ...row, ...fields, version: row.version + 1 };
  rows.set(row.id, next);
  return next;
}

/** Does it once for each `Idempotency-Key`: the same again answers what it made, another body is refused. */
export async function once(
  world: World,
  { request }: Asked,
  work: () => Promise<Response | { status: number; find: () => unknown }>,
): Promise<Response> {
  const key = request.headers.get('idempotency-key');
  if (!key) return problem('idempotency_key_required');
  const body = `${request.method} ${new URL(request.url).pathname} ${await request.clone().text()}`;
  const earlier = world.keys.get(key);
  if (earlier && earlier.body !== body) return problem('idempotency_key_reused');
  if (earlier) {
    return answer(earlier.find(), { status: earlier.status, headers: { 'idempotency-replayed': 'true' } });
  }
  const done = await work();
  if (done instanceof Response) return done;
  world.keys.set(key, { body, ...done });
  return answer(done.find(), { status: done.status });
}
