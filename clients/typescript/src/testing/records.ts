import { answer, problem } from './answers.js';
import { NOW } from './factories.js';
import { bodyOf, changed, idIn, matched, matches, once, type Asked } from './rules.js';
import type { World } from './world.js';

export type At = (path: string) => string;
export type Mine = (
  work: (asked: Asked) => Response | Promise<Response>,
) => (asked: Asked) => Response | Promise<Response>;

export const found = (row: unknown) => (row ? answer(row) : problem('not_found'));

export type Row = { id: string; version: number };

export function patch<T extends Row>(rows: Map<string, T>, asked: Asked, known: string[]) {
  return matched(rows, asked, async (row) => {
    const body = await bodyOf(asked.request, known);
    return body instanceof Response ? body : answer(changed(rows, row, body as Partial<T>));
  });
}

/** A verb that is possible in some states only. */
export function step<T extends Row>(
  rows: Map<string, T>,
  asked: Asked,
  possible: (row: T) => boolean,
  fields: Partial<T>,
) {
  const row = rows.get(idIn(asked));
  if (!row) return problem('not_found');
  const refused = matches(row, asked.request) ?? (possible(row) ? undefined : problem('illegal_transition'));
  if (refused) return refused;
  changed(rows, row, fields);
  return { status: 200, find: () => rows.get(row.id) };
}

export type Archived = Row & { archived_at?: string | null; archive_reason?: string | null };

export function archive<T extends Archived>(world: World, rows: Map<string, T>, asked: Asked) {
  return once(world, asked, async () => {
    const body = await bodyOf(asked.request.clone() as Request, ['reason'], ['reason']);
    if (body instanceof Response) return body;
    const fields = { archived_at: NOW, archive_reason: String(body['reason']) } as Partial<T>;
    return step(rows, asked, (row) => !row.archived_at, fields);
  });
}

export function restore<T extends Archived>(world: World, rows: Map<string, T>, asked: Asked) {
  const fields = { archived_at: null, archive_reason: null } as Partial<T>;
  return once(world, asked, async () => step(rows, asked, (row) => Boolean(row.archived_at), fields));
}
