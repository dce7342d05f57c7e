import type { HandoverWithItemsOut } from '@almoner/client';
import { useSession } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { Button, LinkButton, Status } from '~/kit';
import { canUndo, type Entry } from '~/outbox';
import { momentWords } from '~/residents/when';
import { useNow } from '~/round/time';
import { usePersonId } from '~/session/person';
import { homesOfCare } from '~/shell/nav';
import type { Signing } from './use-sign';

interface Props {
  page: HandoverWithItemsOut;
  zone: string;
  signing: Signing;
}

/** "I have read this": one press, for oneself. Afterwards when one did, and what has come since. */
export function Sign({ page, zone, signing }: Props) {
  const t = useTranslations('handover');
  const me = usePersonId();
  const { handover } = page;
  const { last, attention } = signing.mark;
  const mine = page.acknowledged.find(({ profile_id }) => profile_id === me);
  const read = t('counts.read', { count: page.acknowledged.length });
  if (attention && !mine) {
    return (
      <section className="handover-sign" aria-label={t('sign.refused')}>
        <Status state="refused">{t('sign.refused')}</Status>
        <LinkButton to="/waiting">{t('sign.decide')}</LinkButton>
      </section>
    );
  }
  if (last && !mine) return <Here entry={last} signing={signing} home={handover.care_home_id} />;
  if (handover.can.includes('acknowledge')) {
    return (
      <section className="handover-sign" aria-label={t('sign.title')}>
        <Button tone="primary" icon="check" onPress={() => void signing.sign()}>
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
      <Onwards home={handover.care_home_id} />
    </section>
  );
}

/** To the round, for whoever gives care in that home: a shift begins with the handover and goes on there. */
function Onwards({ home }: { home: string }) {
  const t = useTranslations('handover.sign');
  const session = useSession({ enabled: false }).data;
  if (!session || !homesOfCare(session).some(({ id }) => id === home)) return null;
  return (
    <LinkButton to="/today" icon="check">
      {t('onwards')}
    </LinkButton>
  );
}

/** Ticked on this device and still to arrive: taken back for six seconds, in the place of the tick. */
function Here({ entry, signing, home }: { entry: Entry; signing: Signing; home: string }) {
  const t = useTranslations('handover.sign');
  const now = useNow(500);
  return (
    <section className="handover-sign" data-signed="" aria-label={t('here')} role="status">
      <Status state="waiting">{t('here')}</Status>
      <p className="quiet small">{t('hereWhy')}</p>
      {canUndo(entry, now) ? (
        <Button aria-label={t('undoOf')} onPress={() => void signing.takeBack(entry)}>
          {t('undo')}
        </Button>
      ) : null}
      <Onwards home={home} />
    </section>
  );
}
