import { useTranslations } from 'use-intl';
import type { ReactNode } from 'react';
import type { SessionHome } from '~/care/home';
import { Button, ErrorState, Link, LinkButton, Section, Skeleton } from '~/kit';
import { AlertWords } from '~/residents/alerts/AlertChips';
import { calledName } from '~/residents/names';
import { momentWords } from '~/residents/when';
import type { Board } from './data';
import type { Panel } from './search';

/** The rows behind a number of the board that has no page of its own. */
export function Panels({ board, home, open }: { board: Board; home: SessionHome; open: Panel }) {
  const t = useTranslations('now.panel');
  const a = useTranslations('alerts');
  if (open === 'alerts') {
    return (
      <Rows list={board.alerts} home={home} title={t('alerts')} none={t('alertsNone')}>
        {board.alerts.rows.map((alert) => (
          <li key={alert.id}>
            <Link
              to="/residents/$id"
              params={{ id: alert.client_id }}
              search={{ tab: 'alerts' }}
              className="standing"
            >
              {alert.client_name ?? '–'}
            </Link>
            <ul className="alerts">
              <AlertWords alert={alert.none_known ? { ...alert, detail: a('allergyNoneShort') } : alert} />
            </ul>
          </li>
        ))}
      </Rows>
    );
  }
  return (
    <Rows
      list={{ ...board.coming, rows: board.arriving }}
      home={home}
      title={t('arriving')}
      none={t('arrivingNone')}
    >
      {board.arriving.map((client) => (
        <li key={client.id}>
          <Link to="/residents/$id" params={{ id: client.id }} className="standing">
            {calledName(client)}
          </Link>
          <span className="quiet small numbers">
            {client.stay ? t('expected', { when: momentWords(client.stay.from, home.time_zone) }) : null}
          </span>
        </li>
      ))}
    </Rows>
  );
}

interface RowsProps {
  list: {
    rows: readonly unknown[];
    isPending: boolean;
    isError: boolean;
    error: unknown;
    refetch: () => unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
  home: SessionHome;
  title: string;
  none: string;
  children: ReactNode;
}

function Rows({ list, home, title, none, children }: RowsProps) {
  const t = useTranslations('now.panel');
  return (
    <Section
      title={title}
      actions={
        <LinkButton to="/now" search={{ home: home.id }} tone="quiet" icon="close">
          {t('close')}
        </LinkButton>
      }
    >
      {list.isPending ? (
        <Skeleton kind="rows" lines={3} />
      ) : list.isError && list.rows.length === 0 ? (
        <ErrorState error={list.error} what={t('failed')} retry={() => void list.refetch()} />
      ) : list.rows.length === 0 ? (
        <p className="quiet">{none}</p>
      ) : (
        <ul className="now-rows" aria-label={title}>
          {children}
        </ul>
      )}
      {list.hasNextPage ? (
        <div className="row">
          <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
