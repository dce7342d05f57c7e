import type { HandoverOut } from '@almoner/client';
import { useAcknowledgeHandover } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { patient } from '~/session/patient';

/** The one way by which a handover is signed: what stands between the tick and the server belongs here and nowhere else. */
export function useSign() {
  const t = useTranslations('handover.sign');
  const words = useFailureWords();
  const acknowledge = useAcknowledgeHandover();
  return {
    sign: (handover: HandoverOut): Promise<void> => {
      // By the server's clock: a device's may be wrong, and the answer comes at once or not at all.
      return patient(() => acknowledge.mutateAsync({ handover })).then(
        () => toast({ text: t('signed') }),
        (error: unknown) => toast({ text: t('failed', { why: words(error) }), tone: 'bad' }),
      );
    },
  };
}
