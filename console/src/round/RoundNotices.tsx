import { useTranslations } from 'use-intl';
import { Button, ErrorState, Notice } from '~/kit';
import { isApiError } from '@almoner/client';
import { useOnline } from '~/shell/online';
import { timeOf } from '~/residents/when';
import { readiness } from './arrange';
import type { RoundProps } from './Round';
import { useSpan } from './time';

const MINUTE = 60_000;

/** What has to be known about the list before it is trusted: its age, whether it is whole, the device's clock. */
export function RoundNotices({ held, error, retry, now }: RoundProps & { now: number }) {
  const t = useTranslations('round');
  const span = useSpan();
  const online = useOnline();
  const { round, at, ahead } = held;
  const { home } = round;
  const ready = readiness(home.tasks_ready_until, now);
  const time = home.tasks_ready_until ? timeOf(home.tasks_ready_until, home.time_zone) : '';
  const read = timeOf(new Date(at + ahead).toISOString(), home.time_zone);
  const away = !online || isApiError(error, 'network', 'unreadable');
  return (
    <>
      {away ? (
        <Notice
          tone="warn"
          title={t('old', { time: read, span: span(now - ahead - at) })}
          action={<Button onPress={retry}>{t('again')}</Button>}
        >
          {t('oldWhy')}
        </Notice>
      ) : error ? (
        <ErrorState inline error={error} what={t('olderFailed', { time: read })} retry={retry} />
      ) : null}
      {ready === 'ready' ? null : (
        <Notice tone="warn">
          {ready === 'since'
            ? t('incompleteSince', { time })
            : ready === 'from'
              ? t('incompleteFrom', { time })
              : t('incomplete')}
        </Notice>
      )}
      {round.complete ? null : <Notice tone="warn">{t('cut')}</Notice>}
      {-ahead > 10 * MINUTE ? <Notice tone="bad">{t('clock', { span: span(ahead) })}</Notice> : null}
    </>
  );
}
