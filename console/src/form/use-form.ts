import { isApiError, type ApiError, type Ref } from '@almoner/client';
import { useRef, useState } from 'react';
import { patient } from '~/session/patient';
import { usePersonId } from '~/session/person';
import { dropDraft, keepDraft, readDraft } from './drafts';
import { labelOf } from './focus';

/** The complaint at each field, by its name. */
export type Mistakes = Record<string, string>;

interface Common<V extends object, Out> {
  initial: V;
  /** Keeps what is typed under this name: `resident.new`, `resident.${id}.names`. Forms of two fields need none. */
  draft?: string;
  /** Fields that are never kept: passwords, codes. */
  secret?: readonly (keyof V & string)[];
  /** What can be said without the server. Empty when all is well. */
  check?: (values: V) => Mistakes;
  /**
   * A field of the API that has another name in the form: `(path) => path === 'identity.nhs_number' ? 'nhs_number' : undefined`.
   * Where it says nothing, the field is looked for by the path and its parts.
   */
  place?: (path: string) => string | undefined;
  done: (out: Out, values: V) => unknown;
}

export interface NewForm<V extends object, Out> extends Common<V, Out> {
  /** A hook of the client: pressed again after a lost answer it still happens once. */
  send: (values: V) => Promise<Out>;
}

export interface ChangeForm<V extends object, Out, R extends Ref> extends Common<V, Out> {
  /** The record as it was read. Its version goes along; another one in the meantime shows both to choose from. */
  record: R;
  /** The form's values of a record. */
  read: (record: R) => V;
  send: (values: V, at: { record: R; before: V }) => Promise<Out>;
}

/** Somebody else changed the record: what they made of it, what it was, and what is typed here. */
export interface Conflict<V> {
  before: V;
  theirs: V;
  yours: V;
  labels: Record<string, string>;
}

export interface Form<V extends object> {
  values: V;
  /** For a field of the kit: `<TextField {...form.bind('given_name')} label={…} />`. */
  bind: <K extends keyof V & string>(
    name: K,
  ) => { name: K; value: V[K]; onChange: (value: V[K]) => void; error: string | undefined };
  set: (part: Partial<V>) => void;
  mistakes: Mistakes;
  /** Complaints of fields that this form doesn't show. */
  failure: unknown;
  busy: boolean;
  changed: boolean;
  /** Counts refusals, so that the summary takes the focus each time. */
  refused: number;
  /** When what was typed earlier was brought back. */
  keptAt: number | null;
  discard: () => void;
  conflict: Conflict<V> | null;
  settle: (values: V) => Promise<void>;
  submit: () => Promise<void>;
}

export function useForm<V extends object, Out, R extends Ref>(options: ChangeForm<V, Out, R>): Form<V>;
export function useForm<V extends object, Out>(options: NewForm<V, Out>): Form<V>;
export function useForm<V extends object, Out, R extends Ref>(
  options: NewForm<V, Out> | ChangeForm<V, Out, R>,
): Form<V> {
  const person = usePersonId();
  const change = 'record' in options ? options : null;
  const { draft, initial } = options;
  const [kept] = useState(() => (draft ? readDraft<V>(person, draft) : null));
  const [values, setValues] = useState<V>(() => ({ ...initial, ...kept?.values }));
  // A field that says its value as it is left (a number) and the press that left it come before the form is drawn again.
  const latest = useRef(values);
  const [keptAt, setKeptAt] = useState(kept?.at ?? null);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(0);
  const [conflict, setConflict] = useState<(Conflict<V> & { record: R }) | null>(null);
  // A draft was typed over the version that was read then: saving it over a newer one has to be a conflict.
  const record = useRef<R | null>(
    change && { ...change.record, version: kept?.version ?? change.record.version },
  );
  const [before, setBefore] = useState(initial);
  const sending = useRef(false);

  function keep(next: V) {
    if (!draft) return;
    const open = { ...next };
    for (const name of options.secret ?? []) delete open[name];
    keepDraft(person, draft, { values: open, version: record.current?.version, at: Date.now() });
  }

  function put(next: V) {
    latest.current = next;
    setValues(next);
  }

  function set(part: Partial<V>) {
    const next = { ...latest.current, ...part };
    put(next);
    keep(next);
    // The complaint goes when its field is touched; the summary stays until the next try.
    // One inside a list (`rows.2.email`) goes with any change of the list.
    setMistakes((old) =>
      Object.fromEntries(Object.entries(old).filter(([name]) => !((name.split('.')[0] ?? name) in part))),
    );
  }

  function refuse(wrong: Mistakes, why: unknown) {
    setMistakes(wrong);
    setFailure(why);
    setRefused((count) => count + 1);
  }

  async function send(given: V, base = before): Promise<void> {
    if (sending.current) return;
    const wrong = options.check?.(given) ?? {};
    if (Object.keys(wrong).length > 0) return refuse(wrong, null);
    sending.current = true;
    setBusy(true);
    setMistakes({});
    setFailure(null);
    try {
      const out = await patient(() =>
        change && record.current
          ? change.send(given, { record: record.current, before: base })
          : (options as NewForm<V, Out>).send(given),
      );
      if (draft) dropDraft(person, draft);
      setConflict(null);
      setKeptAt(null);
      await options.done(out, given);
    } catch (error) {
      if (change && isApiError(error, 'stale') && error.current) meet(error, given, base);
      else refuse(isApiError(error) ? mistakesOf(error, given, options.place) : {}, error);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }

  function meet(error: ApiError, yours: V, base: V) {
    if (!change) return;
    const present = error.current as R;
    const labels = Object.fromEntries(Object.keys(yours).map((name) => [name, labelOf(name) ?? name]));
    setConflict({ record: present, before: base, theirs: change.read(present), yours, labels });
  }

  return {
    values,
    bind: (name) => ({
      name,
      value: values[name],
      onChange: (value) => set({ [name]: value } as unknown as Partial<V>),
      error: mistakes[name],
    }),
    set,
    mistakes,
    failure,
    busy,
    changed: JSON.stringify(values) !== JSON.stringify(before),
    refused,
    keptAt,
    discard: () => {
      if (draft) dropDraft(person, draft);
      if (change) record.current = change.record;
      put(initial);
      setMistakes({});
      setFailure(null);
      setKeptAt(null);
    },
    conflict,
    settle: async (settled) => {
      if (!conflict) return;
      record.current = conflict.record;
      setBefore(conflict.theirs);
      put(settled);
      keep(settled);
      setConflict(null);
      await send(settled, conflict.theirs);
    },
    submit: () => send(latest.current),
  };
}

/** The server's complaints at the form's fields; a path inside a field (`address.0`) belongs to that field. */
function mistakesOf(
  error: ApiError,
  values: object,
  place: (path: string) => string | undefined = () => undefined,
): Mistakes {
  const found: Mistakes = {};
  for (const { path, message } of error.fields) {
    const parts = path.split('.');
    const guess = () => [path, parts[0]!, parts.at(-1)!].find((part) => part in values) ?? path;
    const name = place(path) ?? guess();
    found[name] ??= message;
  }
  return found;
}
