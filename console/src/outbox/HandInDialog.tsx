import { isApiError } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, CancelButton, Dialog, DialogActions, Notice, toast } from '~/kit';
import { canBeHandedIn } from './entry';
import { EntryLine } from './EntryLine';
import { useHandingIn } from './hand-in';
import { theOutbox } from './current';
import type { Others } from './use-outbox';

/** Every entry before it goes, and what it means that it goes by whoever is signed in. */
export function HandInDialog({ of, close }: { of: Others; close: () => void }) {
  const t = useTranslations('handIn');
  const { handIn, isPending } = useHandingIn();
  const [failed, setFailed] = useState<string>();
  const { id, name } = of;
  // As they were when it was opened: nothing may change under the finger.
  const [entries] = useState(() => of.toHandIn.filter(canBeHandedIn));
  const count = entries.length;

  async function send() {
    setFailed(undefined);
    try {
      await handIn(id, entries);
    } catch (error) {
      setFailed(isApiError(error) && error.status !== 0 ? error.message : t('failed'));
      return;
    }
    const here = new Set(
      theOutbox()
        .shown()
        .entries.map(({ key }) => key),
    );
    const stayed = entries.filter(({ key }) => here.has(key)).length;
    toast({
      text: t('done', { count: count - stayed, stayed, name }),
      ...(stayed > 0 ? { tone: 'bad' as const } : {}),
    });
    close();
  }

  return (
    <Dialog title={t('title', { count, name })} open onClose={close}>
      <div className="stack">
        <p>{t('means', { name })}</p>
        <ol className="outbox-stays" aria-label={t('list', { name })}>
          {entries.map((entry) => (
            <li key={entry.key}>
              <EntryLine entry={entry} />
            </li>
          ))}
        </ol>
        {failed ? <Notice tone="bad">{failed}</Notice> : null}
        <DialogActions>
          <Button tone="primary" isPending={isPending} onPress={() => void send()}>
            {t('yes', { count })}
          </Button>
          <CancelButton onPress={close} />
        </DialogActions>
      </div>
    </Dialog>
  );
}
