/** An empty box is no value: null for the API. */
export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/**
 * What has changed, as a patch: a field that somebody left alone is not sent, so that it can't overwrite what another
 * wrote there.
 */
export function changesOf<T extends object>(before: T, after: T): Partial<T> {
  const changed = (Object.keys(after) as (keyof T)[]).filter((key) => before[key] !== after[key]);
  return Object.fromEntries(changed.map((key) => [key, after[key]])) as Partial<T>;
}

/** Without what is null or undefined: for a body of something new. */
export function given<T extends object>(body: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null && value !== undefined),
  ) as never;
}

/** How a group of fields reaches its part of a larger form. */
export type BindOf<Part> = <K extends keyof Part & string>(
  name: K,
) => { name: K; value: Part[K]; onChange: (value: Part[K]) => void; error: string | undefined };

/** The form as a group of its fields sees it. TypeScript can't tell that a form of more values binds these too. */
export function partOf<Part extends object>(form: { bind: unknown; values: Part }): BindOf<Part> {
  return form.bind as BindOf<Part>;
}
