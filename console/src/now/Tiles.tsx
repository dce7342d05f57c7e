import { useTranslations } from 'use-intl';
import type { ReactNode } from 'react';
import type { SessionHome } from '~/care/home';
import { Link, Status, type State } from '~/kit';
import type { Board } from './data';
import type { Panel } from './search';

interface Count {
  count: number | undefined;
  /** There may be more than were read. */
  more?: boolean;
}

/** Each number with the rows behind it one press away. Grave ones have a triangle as long as there is one. */
export function Tiles({ board, home, open }: { board: Board; home: SessionHome; open: Panel | undefined }) {
  const t = useTranslations('now');
  const asked = { home: home.id };
  const whole = board.round.data?.complete ?? true;
  const unread = board.handover.data?.incoming.filter(({ acknowledged_at }) => !acknowledged_at).length;
  const panel = (of: Panel) => (open === of ? asked : { ...asked, open: of });
  return (
    <ul className="now-tiles" aria-label={t('counts')}>
      <Tile
        word={t('tile.overdue')}
        state="overdue"
        count={board.open.data && board.overdue.length}
        more={board.open.hasNextPage}
      >
        {(inside) => (
          <Link to="/tasks" search={{ ...asked, view: 'overdue' }} className="now-tile">
            {inside}
          </Link>
        )}
      </Tile>
      <Tile word={t('tile.second')} state="waiting" count={board.second?.length} more={!whole}>
        {(inside) => (
          <Link to="/tasks" search={{ ...asked, view: 'second' }} className="now-tile">
            {inside}
          </Link>
        )}
      </Tile>
      <Tile word={t('tile.missing')} state="due" count={board.missing.data?.items.length}>
        {(inside) => (
          <Link to="/notes" search={{ ...asked, view: 'missing' }} className="now-tile">
            {inside}
          </Link>
        )}
      </Tile>
      <Tile word={t('tile.handover')} state="overdue" count={board.last ? unread : undefined}>
        {(inside) => (
          <Link to="/handover" search={asked} className="now-tile">
            {inside}
          </Link>
        )}
      </Tile>
      <Tile
        word={t('tile.alerts')}
        state="due"
        count={board.alerts.data?.count ?? (board.alerts.data && board.alerts.rows.length)}
        more={board.alerts.data?.countAtLeast ?? false}
      >
        {(inside) => (
          <Link to="/now" search={panel('alerts')} className="now-tile" aria-current={open === 'alerts'}>
            {inside}
          </Link>
        )}
      </Tile>
      <Tile word={t('tile.away')} state="away" count={board.away?.length} more={!whole}>
        {(inside) => (
          <Link to="/residents" search={{ ...asked, status: 'hospital,on_leave' }} className="now-tile">
            {inside}
          </Link>
        )}
      </Tile>
      <Tile word={t('tile.arriving')} state="due" count={board.coming.data && board.arriving.length}>
        {(inside) => (
          <Link to="/now" search={panel('arriving')} className="now-tile" aria-current={open === 'arriving'}>
            {inside}
          </Link>
        )}
      </Tile>
      <Tile
        word={t('tile.reviews')}
        state="overdue"
        count={board.reviews.data?.count ?? (board.reviews.data && board.reviews.rows.length)}
        more={board.reviews.data?.countAtLeast ?? false}
      >
        {(inside) => (
          <Link to="/reviews" search={{ ...asked, show: 'overdue' }} className="now-tile">
            {inside}
          </Link>
        )}
      </Tile>
    </ul>
  );
}

interface TileProps extends Count {
  word: string;
  /** Its shape where there is one at all. */
  state: State;
  children: (inside: ReactNode) => ReactNode;
}

function Tile({ word, state, count, more = false, children }: TileProps) {
  const t = useTranslations('now');
  const number = count === undefined ? '–' : more ? t('atLeast', { count: String(count) }) : String(count);
  return (
    <li>
      {children(
        <>
          <span className="now-number numbers">
            {count ? <Status state={state}>{number}</Status> : <span className="quiet">{number}</span>}
          </span>
          <span className="now-word">{word}</span>
          {count === undefined ? <span className="visually-hidden">{t('tileUnknown')}</span> : null}
        </>,
      )}
    </li>
  );
}
