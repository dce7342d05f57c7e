import { useSession } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Status, type State as Shape } from '~/kit';
import { momentWords } from '~/residents/when';
import { Attention } from '~/round/Attention';
import { useUndo } from '~/round/recording';
import { useNow, useSpan } from '~/round/time';
import { canUndo, needsAttention, type Entry, type State } from './entry';
import { resolve } from './use-outbox';

const SHAPES: Record<State, Shape> = {
  queued: 'waiting',
  sending: 'active',
  sent: 'done',
  conflict: 'refused',
  rejected: 'refused',
};

/** One entry: whom and what, when it was tapped, how it stands, and the choice that it waits for. */
export function WaitingEntry({ entry }: { entry: Entry }) {
  const t = useTranslations('outbox');
  const span = useSpan();
  const undo = useUndo();
  const now = useNow(1_000);
  const zone = useZone(entry.home);
  const undoable = canUndo(entry, now);
  const { who, what } = entry.about;
  const lacking =
    entry.failure?.code === 'unauthenticated' || entry.failure?.code === 'second_factor_required';
  return (
    <li className="outbox-entry stack tight" data-attention={needsAttention(entry) ? '' : undefined}>
      <p className="strong">
        {who ? `${who} · ` : ''}
        {what}
      </p>
      <p className="row">
        <Status state={SHAPES[entry.state]}>{undoable ? t('held') : t(`states.${entry.state}`)}</Status>
        <span className="quiet small numbers">
          {t('tapped', {
            when: momentWords(new Date(entry.at).toISOString(), zone),
            span: span(now - entry.at),
          })}
          {' · '}
          {t('tried', { count: entry.attempts })}
        </span>
      </p>
      {entry.state === 'queued' && entry.failure ? (
        <p className="small">{lacking ? t('signIn') : entry.failure.message}</p>
      ) : null}
      {undoable ? (
        <div className="row">
          <Button onPress={() => undo(entry)}>{t('undo')}</Button>
        </div>
      ) : null}
      {entry.state === 'conflict' ? <Attention entry={entry} zone={zone} /> : null}
      {entry.state === 'rejected' ? <Rejected entry={entry} /> : null}
    </li>
  );
}

function useZone(home: string): string {
  const homes = useSession({ enabled: false }).data?.homes ?? [];
  return homes.find(({ id }) => id === home)?.time_zone ?? 'Europe/London';
}

/** Why the server will not take it, and what a person can decide. */
function Rejected({ entry }: { entry: Entry }) {
  const t = useTranslations('outbox');
  const [sure, setSure] = useState(false);
  const { failure } = entry;
  const field = failure?.fields[0];
  const ahead = failure?.fields.some(({ code }) => code === 'clock_ahead');
  const why = ahead
    ? t('codes.clock_ahead')
    : failure?.code === 'not_found' || failure?.code === 'forbidden'
      ? t(`codes.${failure.code}`)
      : failure?.code === 'invalid'
        ? t('codes.invalid', { message: field?.message ?? failure.message })
        : t('codes.other', { message: failure?.message ?? '' });
  return (
    <>
      <p role="alert">{why}</p>
      {sure ? (
        <div className="row">
          <p>{t('dropSure')}</p>
          <Button tone="danger" onPress={() => void resolve(entry.key, 'drop')}>
            {t('dropYes')}
          </Button>
          <Button onPress={() => setSure(false)}>{t('keepIt')}</Button>
        </div>
      ) : (
        <div className="row">
          {ahead ? (
            <Button onPress={() => void resolve(entry.key, 'send_as_now')}>{t('sendAsNow')}</Button>
          ) : (
            <Button onPress={() => void resolve(entry.key, 'send_again')}>{t('sendAgain')}</Button>
          )}
          <Button
            tone="quiet"
            aria-label={t('dropOf', { what: entry.about.what })}
            onPress={() => setSure(true)}
          >
            {t('drop')}
          </Button>
        </div>
      )}
    </>
  );
}
