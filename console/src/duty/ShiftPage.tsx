import type { RoundOut } from '@almoner/client';
import { useHomeNow } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { useHomeOf, writesIn, type SessionHome } from '~/care/home';
import { useServerNow } from '~/care/server-now';
import { ErrorState, PageHeader, Skeleton } from '~/kit';
import './duty.css';
import { runsShiftIn, unitsOf } from './home';
import { LatestHandover } from './LatestHandover';
import { Lists } from './Lists';
import { MyShift } from './MyShift';
import { OnNow } from './OnNow';
import { Passes } from './Passes';
import type { ShiftSearch } from './search';
import { shiftNow } from './shift-now';

interface Props {
  search: ShiftSearch;
  /** Puts a search into the address. */
  onSearch: (search: ShiftSearch) => void;
}

/** The start of a shift on one page: who is here, what the shift before left, who looks after whom, who is let in. */
export function ShiftPage(props: Props) {
  const t = useTranslations('duty');
  const { home, homes } = useHomeOf(props.search.home);
  return (
    <div className="stack loose">
      <PageHeader title={t('title')} sub={home && homes.length > 1 ? home.name : undefined} />
      {home ? <OfHome key={home.id} {...props} home={home} /> : <ChooseHome homes={homes} />}
    </div>
  );
}

function OfHome({ home, ...props }: Props & { home: SessionHome }) {
  const t = useTranslations('duty.people');
  const round = useHomeNow(home.id, { staleTime: 30_000, every: 60_000 });
  if (round.data) return <Shown {...props} home={home} round={round.data} at={round.dataUpdatedAt} />;
  if (round.isPending) return <Skeleton kind="page" lines={10} />;
  return <ErrorState error={round.error} what={t('failed')} retry={() => void round.refetch()} />;
}

function Shown({
  search,
  onSearch,
  home,
  round,
  at,
}: Props & { home: SessionHome; round: RoundOut; at: number }) {
  const now = useServerNow(round.server_time, at);
  const units = unitsOf(round.residents);
  return (
    <>
      {writesIn(home) ? <MyShift round={round} now={now} here /> : null}
      <div className="duty-columns">
        <div className="stack loose">
          <LatestHandover home={home} />
          <OnNow home={home} units={units} />
          {runsShiftIn(home) ? <Passes home={home} now={now} /> : null}
        </div>
        <Lists
          home={home}
          shift={search.shift ?? shiftNow(home, now)}
          onShift={(shift) => onSearch({ ...search, home: home.id, shift })}
          now={now}
        />
      </div>
    </>
  );
}
