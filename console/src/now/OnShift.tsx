import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { People } from '~/duty/People';
import '~/duty/duty.css';
import { ErrorState, LinkButton, Section, Skeleton } from '~/kit';
import type { Board } from './data';

/** Who is on, and who is expected and has not started, by unit. What can be done about it is a press away. */
export function OnShift({ board, home }: { board: Board; home: SessionHome }) {
  const t = useTranslations('now.onShift');
  const p = useTranslations('duty.people');
  const { onDuty } = board;
  return (
    <Section
      title={t('title')}
      sub={
        onDuty.data
          ? t('sub', { on: onDuty.data.on.length, missing: onDuty.data.expected.length })
          : undefined
      }
      actions={
        <LinkButton to="/shift" search={{ home: home.id }} tone="quiet" icon="people">
          {t('open')}
        </LinkButton>
      }
    >
      {onDuty.data ? (
        <People board={onDuty.data} zone={home.time_zone} />
      ) : onDuty.isError ? (
        <ErrorState error={onDuty.error} what={p('failed')} retry={() => void onDuty.refetch()} />
      ) : (
        <Skeleton kind="rows" lines={3} />
      )}
    </Section>
  );
}
