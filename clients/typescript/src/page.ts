import type { PageMeta } from './generated/types.gen.js';

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** Leads to the next page; null on the last. */
  nextCursor: string | null;
  /** How many there are, when `count: 'exact'` was asked for. */
  count?: number;
  /** Counting stopped at `count`: there are at least so many. */
  countAtLeast?: boolean;
}

export function pageOf<T>(data: T[], meta: PageMeta): Page<T> {
  const page: Page<T> = { items: data, nextCursor: meta.next_cursor ?? null };
  if (meta.count !== undefined) page.count = meta.count;
  if (meta.count_at_least !== undefined) page.countAtLeast = meta.count_at_least;
  return page;
}

/**
 * Every row of a list, page after page, each row once: a row that moved while the pages were read may come twice.
 *
 * ```ts
 * for await (const client of eachRow((cursor) => almoner.clients.list({ status: ['current'], cursor }))) ...
 * ```
 */
export async function* eachRow<T extends { id: string }>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    // A page leads to the next, so they can't be read at once.
    // oxlint-disable-next-line no-await-in-loop
    const page = await read(cursor);
    for (const row of page.items) {
      if (!seen.has(row.id)) yield row;
      seen.add(row.id);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** The rows of several pages as one list, each row once; where pages disagree, the first page's row stays. */
export function rowsOf<T extends { id: string }>(pages: readonly Page<T>[]): T[] {
  const rows = new Map<string, T>();
  for (const row of pages.flatMap((page) => page.items)) if (!rows.has(row.id)) rows.set(row.id, row);
  return [...rows.values()];
}
