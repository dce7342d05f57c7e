/**
 * What was typed and not yet saved. It lives in this tab, under the person's id, so that it survives an error, an expired
 * session, a dead server and a reload, and nobody else on the tablet sees it. Never passwords or codes.
 */
const PREFIX = 'almoner.draft.';

export interface Draft<V> {
  values: V;
  /** The version of the record that was being changed. */
  version?: number | undefined;
  /** Milliseconds. */
  at: number;
}

const keyOf = (person: string, form: string) => `${PREFIX}${person}.${form}`;

export function readDraft<V>(person: string, form: string): Draft<V> | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(person, form)) ?? 'null') as Draft<V> | null;
  } catch {
    return null;
  }
}

export function keepDraft<V>(person: string, form: string, draft: Draft<V>): void {
  try {
    sessionStorage.setItem(keyOf(person, form), JSON.stringify(draft));
  } catch {
    // A full or forbidden storage: the form itself still holds what was typed.
  }
}

export function dropDraft(person: string, form: string): void {
  try {
    sessionStorage.removeItem(keyOf(person, form));
  } catch {
    // Nothing was kept either.
  }
}

/** At sign-out, which is a person's own wish to leave nothing. */
export function dropDraftsOf(person: string): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(`${PREFIX}${person}.`)) sessionStorage.removeItem(key);
    }
  } catch {
    // As above.
  }
}
