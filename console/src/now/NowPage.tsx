import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { useHomeOf, type SessionHome } from '~/care/home';
import { ErrorState, Notice, PageHeader, Skeleton } from '~/kit';
import { dayWords, momentWords, timeOf } from '~/residents/when';
import { ByHour } from './ByHour';
import { useBoard, type Board } from './data';
import { HandoverNow } from './HandoverNow';
import { OnShift } from './OnShift';
import { OverdueTasks } from './OverdueTasks';
import { Panels } from './Panels';
import { QuietNotice } from './QuietNotice';
import { Tiles } from './Tiles';
import './now.css';
import type { NowSearch } from './search';

/** How one home stands now: what needs somebody, and the rows behind every number. */
export function NowPage({ search }: { search: NowSearch }) {
  const t = useTranslations('now');
  const { home, homes } = useHomeOf(search.home);
  if (home) return <OfHome key={home.id} home={home} search={search} />;
  return (
    <div className="stack">
      <PageHeader title={t('title')} />
      <ChooseHome homes={homes} />
    </div>
  );
}

function OfHome({ home, search }: { home: SessionHome; search: NowSearch }) {
  const t = useTranslations('now');
  const board = useBoard(home);
  const { round, now } = board;
  const at = timeOf(new Date(now).toISOString(), home.time_zone);
  const day = round.data?.home.care_day;
  return (
    <div className="stack loose">
      <PageHeader
        title={t('title')}
        sub={day ? t('sub', { home: home.name, day: dayWords(day), time: at }) : home.name}
      />
      <QuietNotice zone={home.time_zone} readAgain={board.readAgain} />
      {board.failed && round.data ? (
        <ErrorState inline error={board.failed.error} what={t('stale')} retry={board.readAgain} />
      ) : null}
      {round.data ? (
        <>
          <Short until={round.data.home.tasks_ready_until ?? null} now={now} zone={home.time_zone} />
          <Tiles board={board} home={home} open={search.open} />
          {search.open ? <Panels board={board} home={home} open={search.open} /> : null}
          <div className="now-columns">
            <div className="stack loose">
              <ByHour board={board} home={home} />
              <OverdueTasks board={board} home={home} />
            </div>
            <div className="stack loose">
              <OnShift board={board} home={home} />
              <HandoverNow board={board} home={home} />
            </div>
          </div>
        </>
      ) : round.isPending ? (
        <Skeleton kind="page" lines={10} />
      ) : (
        <ErrorState error={round.error} what={t('failed')} retry={() => void round.refetch()} />
      )}
    </div>
  );
}

const FOUR_HOURS = 4 * 3_600_000;

/** That tasks are not made far enough ahead to trust the list. */
function Short({ until, now, zone }: { until: string | null; now: Board['now']; zone: string }) {
  const t = useTranslations('now');
  if (until !== null && Date.parse(until) - now >= FOUR_HOURS) return null;
  return (
    <Notice tone="warn" title={t('shortTitle')}>
      {until === null ? t('shortNone') : t('short', { when: momentWords(until, zone) })}
    </Notice>
  );
}
