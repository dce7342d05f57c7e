import type { CarePlanVersionOut } from '@almoner/client';
import { useCarePlanReads } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, LinkButton, Notice, Status } from '~/kit';
import { canUndo, type Entry } from '~/outbox';
import { momentWords } from '~/residents/when';
import { useNow } from '~/round/time';
import { usePersonId } from '~/session/person';
import { useReceipt } from './use-receipt';

export interface ReceiptProps {
  version: CarePlanVersionOut;
  /** Whose plan it is, for "Waiting to send". */
  who: string;
  home: string;
  zone: string;
  /** When the copy on the screen came from the server, in milliseconds. */
  fetchedAt: number;
}

/** "I have read this": once for each person and version, with when it was shown and how old the copy was then. */
export function Receipt(props: ReceiptProps) {
  const { version, zone } = props;
  const t = useTranslations('plans.receipt');
  const me = usePersonId();
  const reads = useCarePlanReads(version.id);
  const { mark, busy, say, takeBack } = useReceipt(props);
  const { number } = version;
  const mine = reads.data?.items.find((read) => read.profile_id === me);
  if (mine?.confirmed_at) {
    return (
      <p className="plan-receipt">
        <Status state="done">{t('done', { number, moment: momentWords(mine.confirmed_at, zone) })}</Status>
      </p>
    );
  }
  if (mark.attention)
    return (
      <p className="plan-receipt">
        <Status state="refused">{t('refused')}</Status> <LinkButton to="/waiting">{t('decide')}</LinkButton>
      </p>
    );
  if (mark.last) return <Here entry={mark.last} takeBack={takeBack} />;
  // Not asked of anybody before it is known that they have not said so.
  if (!reads.data) return null;
  return (
    <Notice
      tone="warn"
      title={t('ask', { number })}
      action={
        <Button tone="primary" icon="check" busy={busy} onPress={() => void say()}>
          {t('act')}
        </Button>
      }
    >
      {t('askWhy')}
    </Notice>
  );
}

/** Said on this device and still to arrive: taken back for six seconds. */
function Here({ entry, takeBack }: { entry: Entry; takeBack: (entry: Entry) => Promise<void> }) {
  const t = useTranslations('plans.receipt');
  const now = useNow(500);
  return (
    <p className="plan-receipt" role="status">
      <Status state="waiting">{t('here')}</Status>
      {canUndo(entry, now) ? (
        <Button aria-label={t('undoOf')} onPress={() => void takeBack(entry)}>
          {t('undo')}
        </Button>
      ) : null}
    </p>
  );
}
