import type { HandoverWithItemsOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Section, Status } from '~/kit';
import { momentWords, timeOf } from '~/residents/when';

interface Props {
  page: HandoverWithItemsOut;
  zone: string;
  /** Whose tick is kept on this device and has not arrived. */
  here: string | null;
}

/** Who comes on and has not read it, who has, and who else signed. */
export function Incoming({ page, zone, here }: Props) {
  const t = useTranslations('handover');
  const coming = new Set(page.incoming.map(({ profile_id }) => profile_id));
  const others = page.acknowledged.filter(({ profile_id }) => !coming.has(profile_id));
  // Who has not read it stands first: that is what somebody has to see to.
  const rows = page.incoming.toSorted(
    (a, b) => Number(Boolean(a.acknowledged_at)) - Number(Boolean(b.acknowledged_at)),
  );
  return (
    <Section title={t('incoming')} sub={t('incomingWhy')}>
      {rows.length === 0 ? (
        <p className="quiet">{t('incomingNone')}</p>
      ) : (
        <ul className="handover-people" aria-label={t('incoming')}>
          {rows.map((one) => (
            <li key={one.profile_id} className="row spread">
              <span>
                {one.name ?? '–'}{' '}
                <span className="quiet small numbers">
                  {t('startsAt', { time: timeOf(one.shift_starts_at, zone) })}
                </span>
              </span>
              {one.acknowledged_at ? (
                <Status state="done">{t('readAt', { time: timeOf(one.acknowledged_at, zone) })}</Status>
              ) : one.profile_id === here ? (
                <Status state="waiting">{t('readHere')}</Status>
              ) : (
                <Status state="overdue">{t('unread')}</Status>
              )}
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 ? (
        <>
          <h3>{t('others')}</h3>
          <ul className="handover-people" aria-label={t('others')}>
            {others.map((one) => (
              <li key={one.profile_id} className="row spread">
                <span>{one.name ?? '–'}</span>
                <span className="quiet small numbers">{momentWords(one.occurred_at, zone)}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Section>
  );
}
