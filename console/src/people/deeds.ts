import { isApiError } from '@almoner/client';
import { keys } from '@almoner/client/react';
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { ask } from '~/session/again';

export interface Done {
  /** What happened, in the toast. */
  text: string;
  undo?: () => void;
}

/** Reads again what a change of a person or a right may have changed; one's own rights too. */
export async function reread(queries: QueryClient): Promise<void> {
  const touched = [
    keys.people.all,
    keys.memberships.all,
    keys.homeManagers.all,
    keys.offices.all,
    keys.session,
  ];
  await Promise.all(touched.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

/** One press: does it, asks for a fresh code where that is what is lacking, says it, and reads again what may have changed. */
export function useDeed<In = void>(run: (input: In) => Promise<Done>) {
  const queries = useQueryClient();
  const t = useTranslations('people');
  const words = useFailureWords();
  return useMutation({
    mutationFn: async (input: In) => {
      try {
        return await run(input);
      } catch (error) {
        if (isApiError(error, 'second_factor_required') && (await ask('second-factor'))) return run(input);
        throw error;
      }
    },
    onSuccess: toast,
    onError: (error) => toast({ text: t('verbFailed', { why: words(error) }), tone: 'bad' }),
    // Also after a failure: what is shown may be what made it fail.
    onSettled: () => reread(queries),
  });
}
