const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** An id of the address, or nothing: an address that was typed wrong shows the list, not an error. */
export const idIn = (raw: unknown): string | undefined =>
  typeof raw === 'string' && UUID.test(raw) ? raw : undefined;

/** A day of the address: `2026-11-29`. */
export const dayIn = (raw: unknown): string | undefined =>
  typeof raw === 'string' && DAY.test(raw) && !Number.isNaN(Date.parse(raw)) ? raw : undefined;

/** An instant of the address: `2026-11-29T07:00:00.000Z`. */
export const instantIn = (raw: unknown): string | undefined =>
  typeof raw === 'string' && raw.includes('T') && !Number.isNaN(Date.parse(raw)) ? raw : undefined;

/** Without what is absent, as exact types want it. */
export function given<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as { [K in keyof T]?: NonNullable<T[K]> };
}
