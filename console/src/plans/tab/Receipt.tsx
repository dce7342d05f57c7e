import { isApiError, type CarePlanVersionOut } from '@almoner/client';
import { useCarePlanReads, useConfirmRead } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Notice, Status, toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { momentWords } from '~/residents/when';
import { patient } from '~/session/patient';
import { usePersonId } from '~/session/person';

export interface ReceiptProps {
  version: CarePlanVersionOut;
  zone: string;
  /** When the copy on the screen came from the server, in milliseconds. */
  fetchedAt: number;
}

/** "I have read this": once for each person and version, with when it was shown and how old the copy was then. */
export function Receipt({ version, zone, fetchedAt }: ReceiptProps) {
  const t = useTranslations('plans.receipt');
  const me = usePersonId();
  const words = useFailureWords();
  const reads = useCarePlanReads(version.id);
  const confirm = useConfirmRead();
  // From when it stood on the screen; reading it again in the background changes nothing of that.
  const [shown] = useState(() => ({
    at: new Date(),
    age: Math.max(0, Math.round((Date.now() - fetchedAt) / 1000)),
  }));
  const { number } = version;
  const mine = reads.data?.items.find((read) => read.profile_id === me);
  if (mine?.confirmed_at) {
    return (
      <p className="plan-receipt">
        <Status state="done">{t('done', { number, moment: momentWords(mine.confirmed_at, zone) })}</Status>
      </p>
    );
  }
  // Not asked of anybody before it is known that they have not said so.
  if (!reads.data) return null;

  async function say() {
    const said = {
      shown_at: shown.at.toISOString(),
      confirmed_at: new Date().toISOString(),
      copy_age_seconds: Math.min(shown.age, 2_592_000),
    };
    try {
      await patient(() => confirm.mutateAsync([version.id, said]));
      toast({ text: t('said', { number }) });
    } catch (error) {
      if (isApiError(error, 'duplicate')) return toast({ text: t('again') });
      const why = isApiError(error, 'network') ? t('offline') : words(error);
      toast({ text: t('failed', { why }), tone: 'bad' });
    }
  }

  return (
    <Notice
      tone="warn"
      title={t('ask', { number })}
      action={
        <Button tone="primary" icon="check" busy={confirm.isPending} onPress={() => void say()}>
          {t('act')}
        </Button>
      }
    >
      {t('askWhy')}
    </Notice>
  );
}
