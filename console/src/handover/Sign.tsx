import type { HandoverWithItemsOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Button, Status } from '~/kit';
import { usePersonId } from '~/session/person';
import { momentWords } from '~/residents/when';
import { useSign } from './use-sign';

/** "I have read this": one press, for oneself. Afterwards when one did, and what has come since. */
export function Sign({ page, zone }: { page: HandoverWithItemsOut; zone: string }) {
  const t = useTranslations('handover');
  const me = usePersonId();
  const { sign } = useSign();
  const { handover } = page;
  const mine = page.acknowledged.find(({ profile_id }) => profile_id === me);
  const read = t('counts.read', { count: page.acknowledged.length });
  if (handover.can.includes('acknowledge')) {
    return (
      <section className="handover-sign" aria-label={t('sign.title')}>
        <Button tone="primary" icon="check" onPress={() => void sign(handover)}>
          {t('sign.act')}
        </Button>
        <p className="quiet small">
          {t('sign.why')} {read}.
        </p>
      </section>
    );
  }
  if (!handover.acknowledged_by_me) return <p className="quiet small">{`${t('sign.onlySee')} ${read}.`}</p>;
  const since = mine ? page.items.filter(({ created_at }) => created_at > mine.recorded_at).length : 0;
  return (
    <section className="handover-sign" data-signed="" aria-label={t('sign.done')}>
      <Status state="done">{t('sign.done')}</Status>
      <p className="small">
        {mine ? `${t('sign.when', { when: momentWords(mine.occurred_at, zone) })} ` : ''}
        <span className="quiet">{read}.</span>
      </p>
      {since > 0 ? <Status state="due">{t('sign.since', { count: since })}</Status> : null}
      {mine && mine.handover_version < handover.version ? (
        <Status state="overdue">{t('sign.older')}</Status>
      ) : null}
    </section>
  );
}
