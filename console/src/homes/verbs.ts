import type { HomeOut, Ref } from '@almoner/client';
import { useAlmoner } from '@almoner/client/react';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { useHomesAgain } from './queries';

export type PartKind = 'units' | 'rooms' | 'beds';
export interface Part {
  kind: PartKind;
  /** With its version. */
  record: Ref;
  /** As people call it: "Room 12". */
  name: string;
}

/** One press: does it, says it, and reads the homes again. */
export function useHomeVerb<In>(run: (input: In) => Promise<string>) {
  const t = useTranslations('homes');
  const words = useFailureWords();
  const again = useHomesAgain();
  return useMutation({
    mutationFn: run,
    onSuccess: (text) => toast({ text }),
    onError: (error) => toast({ text: t('verbFailed', { why: words(error) }), tone: 'bad' }),
    onSettled: again,
  });
}

export function useRestoreHome() {
  const t = useTranslations('homes');
  const almoner = useAlmoner();
  return useHomeVerb(async (home: HomeOut) => {
    await almoner.careHomes.restore(home);
    return t('restoredDone', { name: home.name });
  });
}
