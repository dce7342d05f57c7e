import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { patient } from '~/session/patient';
import { useFailureWords } from './failure';

export interface Done {
  /** What happened, in the toast. */
  text: string;
  undo?: () => void;
}

/** A hook of the client that does something: `useArchiveContact()` and the like. */
export interface Call<In, Out> {
  mutateAsync: (input: In) => Promise<Out>;
  isPending: boolean;
  variables: In | undefined;
}

/**
 * One press on a row: does it, asks over the page for a sign-in or a code that is lacking, and says what became of it. The hook
 * reads again what may have changed. Nothing is lost by a failure, for nothing was typed; forms and dialogs with something typed
 * use FormShell instead.
 */
export function useDeed<In, Out>(call: Call<In, Out>, said: (out: Out, input: In) => Done) {
  const t = useTranslations('kit');
  const words = useFailureWords();
  return {
    busy: call.isPending,
    /** What was pressed last. */
    of: call.variables,
    press: (input: In): void => {
      patient(() => call.mutateAsync(input)).then(
        (out) => toast(said(out, input)),
        (error: unknown) => toast({ text: t('deedFailed', { why: words(error) }), tone: 'bad' }),
      );
    },
  };
}
