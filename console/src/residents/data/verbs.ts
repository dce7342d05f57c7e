import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { reread } from '../flows/shared';

export interface Done {
  /** What happened, in the toast. */
  text: string;
  undo?: () => void;
}

/**
 * One press on a row: does it, says it, and reads the resident again. A failure is said too, and nothing is lost by it:
 * there was nothing typed. Forms and dialogs with something typed use FormShell instead.
 */
export function useRowVerb<In>(run: (input: In) => Promise<Done>) {
  const queries = useQueryClient();
  const t = useTranslations('residents.page');
  const words = useFailureWords();
  return useMutation({
    mutationFn: run,
    onSuccess: toast,
    onError: (error) => toast({ text: t('verbFailed', { why: words(error) }), tone: 'bad' }),
    // Also after a failure: what is shown may be what made it fail.
    onSettled: () => reread(queries),
  });
}
