/** The order of units: whoever moves one gives the others their places too, as most have none of their own yet. */
export interface Placed {
  id: string;
  position: number;
}

/** What has to be said to the server so that the one at `from` stands at `to`: only those whose place changes. */
export function moved<T extends Placed>(
  rows: readonly T[],
  from: number,
  to: number,
): { row: T; position: number }[] {
  if (to < 0 || to >= rows.length || !rows[from]) return [];
  const next = rows.toSpliced(from, 1).toSpliced(to, 0, rows[from]);
  return next.flatMap((row, position) => (row.position === position ? [] : [{ row, position }]));
}
