import type { HandInIn, HandInProblemOut, HandInResultOut } from '@almoner/client';
import { useHandIn } from '@almoner/client/react';
import { theOutbox } from './current';
import { canBeHandedIn, type Entry, type Failure } from './entry';
import type { Taken } from './outbox';

/** As many as the server takes at once. */
const AT_ONCE = 50;

/** The entries of one person as the API takes them: each as its own route would, under its own key. */
export function handInOf(author: string, entries: readonly Entry[]): HandInIn {
  return {
    author_id: author,
    entries: entries.map(({ key, deed }) => ({
      key,
      kind: deed.kind,
      about_id: deed.id,
      body: { ...deed.body },
    })),
  };
}

/** What became of each, by its key. */
export function takenOf(results: readonly HandInResultOut[]): Map<string, Taken> {
  return new Map(
    results.map(({ key, stored, problem }): [string, Taken] => [
      key,
      stored || !problem ? 'stored' : failureOf(problem),
    ]),
  );
}

function failureOf({ code, message, fields }: HandInProblemOut): Failure {
  return {
    code,
    message,
    status: 422,
    fields: fields.map(({ path, code: why, message: words }) => ({ path, code: why, message: words })),
  };
}

/** Hands in what somebody left: those that a manager may, oldest first, in as many requests as it takes. */
export function useHandingIn() {
  const { mutateAsync, isPending } = useHandIn();
  const handIn = async (author: string, entries: readonly Entry[]): Promise<void> => {
    const keys = entries.filter(canBeHandedIn).map(({ key }) => key);
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      // oxlint-disable-next-line no-await-in-loop -- in order, and what arrived has left the device before the next goes
      await theOutbox().handIn(keys.slice(from, from + AT_ONCE), async (some) =>
        takenOf((await mutateAsync([handInOf(author, some)])).results),
      );
    }
  };
  return { handIn, isPending };
}
