import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { ErrorState, Link, Section, Skeleton, Status } from '~/kit';
import { dayWords, timeOf } from '~/residents/when';
import type { Board } from './data';

/** The latest handover: who comes on and has not read it. */
export function HandoverNow({ board, home }: { board: Board; home: SessionHome }) {
  const t = useTranslations('now');
  const c = useTranslations('care.shift');
  const { handovers, handover, last } = board;
  if (handovers.isPending || (last && handover.isPending)) {
    return (
      <Section title={t('handoverTitle')}>
        <Skeleton lines={3} />
      </Section>
    );
  }
  if (!last || !handover.data) {
    const failed = handovers.isError ? handovers : handover;
    return (
      <Section title={t('handoverTitle')}>
        {failed.isError ? (
          <ErrorState error={failed.error} what={t('panel.failed')} retry={() => void failed.refetch()} />
        ) : (
          <p className="quiet">{t('handoverNone')}</p>
        )}
      </Section>
    );
  }
  const { incoming } = handover.data;
  const unread = incoming.filter(({ acknowledged_at }) => !acknowledged_at);
  return (
    <Section
      title={t('handoverTitle')}
      sub={
        <Link to="/handover/$id" params={{ id: last.id }}>
          {`${c(last.shift)}, ${dayWords(last.care_day)}`}
        </Link>
      }
    >
      {incoming.length === 0 ? (
        <p className="quiet">{t('handoverNobody')}</p>
      ) : unread.length === 0 ? (
        <Status state="done">{t('handoverRead')}</Status>
      ) : (
        <ul className="now-people" aria-label={t('handoverUnread')}>
          {unread.map((one) => (
            <li key={one.profile_id}>
              <span>{one.name ?? '–'}</span>
              <span className="quiet small numbers">{timeOf(one.shift_starts_at, home.time_zone)}</span>
              <Status state="overdue">{t('handoverUnread')}</Status>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
