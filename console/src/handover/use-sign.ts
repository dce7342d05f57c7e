import type { HandoverOut } from '@almoner/client';
import { useAcknowledgeHandover } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { toast } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { entriesOf, markOf, put, undo, useOutbox, type Entry, type Mark } from '~/outbox';
import { dayWords } from '~/residents/when';
import { patient } from '~/session/patient';

export interface Signing {
  sign: () => Promise<void>;
  /** How one's own tick stands on this device. */
  mark: Mark;
  takeBack: (entry: Entry) => Promise<void>;
}

/**
 * The one way by which a handover is signed: the tick is kept on the device before it shows, and goes when there is a connection.
 * A device that keeps nothing sends it at once instead.
 */
export function useSign(handover: HandoverOut): Signing {
  const t = useTranslations('handover.sign');
  const c = useTranslations('care.shift');
  const words = useFailureWords();
  const acknowledge = useAcknowledgeHandover();
  const mark = markOf(entriesOf(useOutbox().mine, 'handover', handover.id));
  const atOnce = () =>
    // By the server's clock: a device's may be wrong, and the answer comes at once or not at all.
    patient(() => acknowledge.mutateAsync({ handover })).then(
      () => toast({ text: t('signed') }),
      (error: unknown) => toast({ text: t('failed', { why: words(error) }), tone: 'bad' }),
    );
  return {
    mark,
    sign: () =>
      put({
        home: handover.care_home_id,
        about: { what: t('about', { shift: c(handover.shift), day: dayWords(handover.care_day) }) },
        deed: { kind: 'handover_ack', id: handover.id, body: { occurred_at: new Date().toISOString() } },
      }).then(() => {}, atOnce),
    takeBack: (entry) =>
      undo(entry.key).then((undone) => {
        if (!undone) toast({ text: t('tooLate'), tone: 'bad' });
      }),
  };
}
