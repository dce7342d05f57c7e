import { useHandovers } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { writesIn, type SessionHome } from '~/care/home';
import { ErrorState, LinkButton, Section, Skeleton, Status } from '~/kit';
import { dayWords, momentWords } from '~/residents/when';

/** What the shift before left, and whether one has read it. */
export function LatestHandover({ home }: { home: SessionHome }) {
  const t = useTranslations('duty.handover');
  const c = useTranslations('care.shift');
  const list = useHandovers({ home: home.id, limit: 1 });
  const [last] = list.rows;
  return (
    <Section
      title={t('title')}
      actions={
        writesIn(home) ? (
          <LinkButton to="/handover/new" search={{ home: home.id }} tone="quiet" icon="copy">
            {t('compose')}
          </LinkButton>
        ) : undefined
      }
    >
      {last ? (
        <div className="duty-mine" data-on="">
          <div className="duty-words">
            <span className="strong">
              {[`${c(last.shift)}, ${dayWords(last.care_day)}`, last.unit_name].filter(Boolean).join(' · ')}
            </span>
            <span className="quiet small">
              {t('by', {
                name: last.created_by_name ?? '–',
                when: momentWords(last.created_at, home.time_zone),
              })}
            </span>
            {last.acknowledged_by_me ? (
              <Status state="done">{t('read')}</Status>
            ) : last.can.includes('acknowledge') ? (
              <Status state="due">{t('unread')}</Status>
            ) : null}
          </div>
          <LinkButton to="/handover/$id" params={{ id: last.id }}>
            {last.can.includes('acknowledge') ? t('act') : t('again')}
          </LinkButton>
        </div>
      ) : list.isPending ? (
        <Skeleton lines={2} />
      ) : list.isError ? (
        <ErrorState error={list.error} what={t('failed')} retry={() => void list.refetch()} />
      ) : (
        <p className="quiet">{t('none')}</p>
      )}
    </Section>
  );
}
