import { isApiError } from '@almoner/client';
import { useConfirmRead } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { entriesOf, markOf, put, undo, useOutbox, type Entry } from '~/outbox';
import { patient } from '~/session/patient';
import type { ReceiptProps } from './Receipt';

/**
 * The one way by which a version is confirmed: kept on the device before it shows, and sent when there is a connection. A device
 * that keeps nothing sends it at once instead.
 */
export function useReceipt({ version, who, home, fetchedAt }: ReceiptProps) {
  const t = useTranslations('plans.receipt');
  const words = useFailureWords();
  const confirm = useConfirmRead();
  // From when it stood on the screen; reading it again in the background changes nothing of that.
  const [shown] = useState(() => ({
    at: new Date(),
    age: Math.max(0, Math.round((Date.now() - fetchedAt) / 1000)),
  }));
  const mark = markOf(entriesOf(useOutbox().mine, 'plan', version.id));
  const { number } = version;

  async function say() {
    const said = {
      shown_at: shown.at.toISOString(),
      confirmed_at: new Date().toISOString(),
      copy_age_seconds: Math.min(shown.age, 2_592_000),
    };
    const deed = { kind: 'plan_read', id: version.id, body: said } as const;
    try {
      await put({ home, about: { who, what: t('about', { number }) }, deed });
    } catch {
      await atOnce(said);
    }
  }

  async function atOnce(said: { shown_at: string; confirmed_at: string; copy_age_seconds: number }) {
    try {
      await patient(() => confirm.mutateAsync([version.id, said]));
      toast({ text: t('said', { number }) });
    } catch (error) {
      if (isApiError(error, 'duplicate')) return toast({ text: t('again') });
      const why = isApiError(error, 'network') ? t('offline') : words(error);
      toast({ text: t('failed', { why }), tone: 'bad' });
    }
  }

  return {
    mark,
    busy: confirm.isPending,
    say,
    takeBack: (entry: Entry) =>
      undo(entry.key).then((undone) => {
        if (!undone) toast({ text: t('tooLate'), tone: 'bad' });
      }),
  };
}
