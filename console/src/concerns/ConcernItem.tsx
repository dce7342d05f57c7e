import type { ConcernOut } from '@almoner/client';
import { useAcknowledgeConcern } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, Link, Status, toast, type State } from '~/kit';
import { useFailureWords } from '~/lib/failure';
import { momentWords } from '~/residents/when';
import { patient } from '~/session/patient';
import { CloseDialog } from './CloseDialog';
import { anchorOf } from './use-named';

const SHAPES: Record<ConcernOut['status'], State> = {
  raised: 'overdue',
  acknowledged: 'active',
  closed: 'done',
};

export interface ConcernItemProps {
  concern: ConcernOut;
  zone: string;
  /** Beside other things, such as in a handover: with a link to it among the concerns of the home. */
  linked?: boolean;
}

/** One concern: whom it is about, what was said, who sees to it, and the next step. */
export function ConcernItem({ concern, zone, linked = false }: ConcernItemProps) {
  const t = useTranslations('concerns');
  const words = useFailureWords();
  const acknowledge = useAcknowledgeConcern();
  const [closing, setClosing] = useState(false);
  const who = concern.client_name ?? '';
  const see = () =>
    void patient(() => acknowledge.mutateAsync([concern])).then(
      () => toast({ text: t('seen') }),
      (error: unknown) => toast({ text: t('notDone', { why: words(error) }), tone: 'bad' }),
    );
  return (
    <li
      className="concern stack tight"
      data-urgent={concern.urgent ? '' : undefined}
      {...(linked ? {} : { id: anchorOf(concern.id), tabIndex: -1 })}
    >
      <p className="row">
        <Link to="/residents/$id" params={{ id: concern.client_id }} className="standing">
          {who}
        </Link>
        <span>{t(`category.${concern.category}`)}</span>
        {concern.urgent && concern.status !== 'closed' ? (
          <Status state="overdue">{t('urgent')}</Status>
        ) : null}
        <Status state={SHAPES[concern.status]}>
          {t(`status.${concern.status}`, { name: concern.acknowledged_by_name ?? '' })}
        </Status>
      </p>
      <p className="concern-text">{concern.text}</p>
      <p className="quiet small">
        {t('said', { name: concern.author_name ?? '', when: momentWords(concern.occurred_at, zone) })}
        {concern.late ? ` · ${t('late')}` : ''}
      </p>
      {concern.outcome ? (
        <p>
          {t('done', { outcome: concern.outcome })}{' '}
          <span className="quiet small">
            {t('doneBy', {
              name: concern.closed_by_name ?? '',
              when: concern.closed_at ? momentWords(concern.closed_at, zone) : '',
            })}
          </span>
        </p>
      ) : null}
      {concern.can.includes('acknowledge') ? (
        <div className="row">
          <Button tone="primary" aria-label={t('seeOf', { who })} busy={acknowledge.isPending} onPress={see}>
            {t('see')}
          </Button>
        </div>
      ) : null}
      {concern.can.includes('close') ? (
        <div className="row">
          <Button aria-label={t('closeOf', { who })} onPress={() => setClosing(true)}>
            {t('close')}
          </Button>
        </div>
      ) : null}
      {linked ? (
        <Link
          to="/concerns"
          search={{
            home: concern.care_home_id,
            ...(concern.status === 'closed' ? { view: 'all' as const } : {}),
          }}
          hash={anchorOf(concern.id)}
          className="standing"
          aria-label={t('openOf', { who })}
        >
          {t('open')}
        </Link>
      ) : null}
      {closing ? <CloseDialog concern={concern} onClose={() => setClosing(false)} /> : null}
    </li>
  );
}
