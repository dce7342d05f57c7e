import type { DutyOut, RoundOut } from '@almoner/client';
import { useEndShift } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, DialogActions, ErrorState, Link, Sheet, Status, toast } from '~/kit';
import { isWaiting, useOutbox } from '~/outbox';
import { timeOf } from '~/residents/when';
import { patient } from '~/session/patient';
import { leftOf } from './left';

interface Props {
  duty: DutyOut;
  round: RoundOut;
  now: number;
  close: () => void;
}

/** More of them are a number. */
const FIRST = 5;

/** What somebody leaves behind, and then the end. Nothing of it keeps anybody here. */
export function EndShift({ duty, round, now, close }: Props) {
  const t = useTranslations('duty.end');
  const { mine } = useOutbox();
  const end = useEndShift();
  const [failed, setFailed] = useState<unknown>(null);
  const { tasks, handover } = leftOf(round, mine, now);
  const waiting = mine.filter(isWaiting).length;
  const press = () => {
    setFailed(null);
    patient(() => end.mutateAsync(duty)).then(() => {
      toast({ text: t('done') });
      close();
    }, setFailed);
  };
  return (
    <Sheet title={t('title')} open onClose={close}>
      <div className="stack">
        <p className="quiet numbers">{t('since', { time: timeOf(duty.started_at, round.home.time_zone) })}</p>
        {tasks.length > 0 ? (
          <section className="stack tight" aria-label={t('tasks', { count: tasks.length })}>
            <Status state="due">{t('tasks', { count: tasks.length })}</Status>
            <ul className="duty-left">
              {tasks.slice(0, FIRST).map(({ id, title, name }) => (
                <li key={id}>{t('task', { task: title, name })}</li>
              ))}
              {tasks.length > FIRST ? <li>{t('more', { count: tasks.length - FIRST })}</li> : null}
            </ul>
            <p className="quiet small">{t('stays')}</p>
          </section>
        ) : null}
        {handover ? (
          <Status state="due">
            <Link to="/handover/$id" params={{ id: handover }} className="standing">
              {t('handover')}
            </Link>
          </Status>
        ) : null}
        {waiting > 0 ? (
          <Status state="waiting">
            <Link to="/waiting" className="standing">
              {t('waiting', { count: waiting })}
            </Link>
          </Status>
        ) : null}
        {tasks.length === 0 && !handover && waiting === 0 ? <Status state="done">{t('clear')}</Status> : null}
        {failed ? <ErrorState inline error={failed} what={t('failed')} /> : null}
        <DialogActions>
          <Button tone="primary" busy={end.isPending} onPress={press}>
            {t('act')}
          </Button>
          <Button tone="quiet" onPress={close}>
            {t('stay')}
          </Button>
        </DialogActions>
      </div>
    </Sheet>
  );
}
