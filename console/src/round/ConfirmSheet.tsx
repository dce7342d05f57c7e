import { useSession, useTask } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, CancelButton, DialogActions, ErrorState, Notice, Sheet, Skeleton } from '~/kit';
import { timeOf } from '~/residents/when';
import { useOnline } from '~/shell/online';
import { latest, useOutcomeOf } from './outcome-words';
import type { SheetProps } from './OutcomeSheet';
import { tapped, usePut } from './recording';

/** The second person of a task for two: sees what the first recorded, and says that they were there. */
export function ConfirmSheet({ task, resident, home, close }: SheetProps) {
  const t = useTranslations('round.confirm');
  const r = useTranslations('round');
  const words = useOutcomeOf();
  const online = useOnline();
  const keep = usePut();
  const me = useSession({ enabled: false }).data?.person?.id;
  const page = useTask(task.id, { always: true });
  const record = latest(page.data?.records ?? []);
  const open = page.data?.task.awaits_confirmation === true && record !== undefined;

  async function confirm() {
    if (!record || !page.data) return;
    const kept = await keep({
      home: home.id,
      about: { who: resident.name, what: `${task.title}: ${t('done')}` },
      deed: {
        kind: 'confirmation',
        id: task.id,
        body: {
          confirms_ordinal: record.ordinal,
          last_seen_ordinal: page.data.task.last_ordinal,
          occurred_at: tapped(),
        },
      },
    });
    if (kept) close();
  }

  return (
    <Sheet title={t('title')} open onClose={close}>
      <div className="stack">
        <p>{t('intro', { task: task.title, name: resident.name })}</p>
        {record ? (
          <p className="strong">
            {r('record', {
              name: record.author_name ?? '',
              time: timeOf(record.occurred_at, home.time_zone),
              outcome: words(record),
            })}
          </p>
        ) : page.isError ? (
          online ? (
            <ErrorState inline error={page.error} what={r('failed')} retry={() => void page.refetch()} />
          ) : (
            <Notice tone="warn">{t('offline')}</Notice>
          )
        ) : page.isPending ? (
          <Skeleton lines={2} />
        ) : null}
        {page.data && !open ? <Notice>{t('none')}</Notice> : null}
        {open && record.author_id === me ? <Notice tone="warn">{t('mine')}</Notice> : null}
        <DialogActions>
          {open && record.author_id !== me ? (
            <Button tone="primary" icon="check" onPress={() => void confirm()}>
              {t('press')}
            </Button>
          ) : null}
          <CancelButton onPress={close} />
        </DialogActions>
      </div>
    </Sheet>
  );
}
