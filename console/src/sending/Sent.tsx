import type { DeliveryOut } from '@almoner/client';
import { useDeliveries, useReplayDelivery } from '@almoner/client/react';
import { useFormatter, useNow, useTranslations } from 'use-intl';
import { Button, EmptyState, ErrorState, Section, Select, Skeleton, Status, Table, type Column } from '~/kit';
import { useDeed } from '~/lib/deed';
import { useHomes } from '~/people/zones';
import { momentWords } from '~/residents/when';
import type { SendingSearch } from './search';
import { CHANNELS, ENDS, STATUS_SHAPES } from './vocabulary';
import { useSendingWords, useWhyWords } from './words';

const ALL = 'all';

/** How it stands, and why. */
export function Standing({ status, why: code }: { status: string; why?: string | null | undefined }) {
  const w = useSendingWords();
  const why = useWhyWords();
  return (
    <div className="stack tight">
      <Status state={STATUS_SHAPES[status] ?? 'draft'}>{w.status(status)}</Status>
      {code && status !== 'sent' && status !== 'delivered' ? (
        <span className="small">{why(code)}</span>
      ) : null}
    </div>
  );
}

export interface SentProps {
  search: SendingSearch;
  onSearch: (search: SendingSearch) => void;
}

/** What became of what was sent, the newest first. */
export function Sent({ search, onSearch }: SentProps) {
  const t = useTranslations('sending.sent');
  const { status, channel, home } = search;
  const query = { ...(status ? { status } : {}), ...(channel ? { channel } : {}), ...(home ? { home } : {}) };
  const list = useDeliveries({ limit: 30, ...query }, { keepPrevious: true });
  const { rows } = list;
  const narrowed = Object.keys(query).length > 0;
  const retry = () => void list.refetch();
  return (
    <Section title={t('title')} sub={t('hint')}>
      <Filters search={search} onSearch={onSearch} />
      {list.isError && rows.length > 0 ? (
        <ErrorState inline error={list.error} what={t('failed')} retry={retry} />
      ) : null}
      {list.isPending ? (
        <Skeleton kind="rows" lines={6} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} what={t('failed')} retry={retry} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon="search"
          title={narrowed ? t('noneSo') : t('none')}
          action={narrowed ? <Button onPress={() => onSearch({})}>{t('clear')}</Button> : undefined}
        >
          {narrowed ? t('noneSoWhy') : t('noneWhy')}
        </EmptyState>
      ) : (
        <>
          <Deliveries rows={rows} busy={list.isPlaceholderData || list.isFetchingNextPage} />
          {list.hasNextPage ? (
            <div className="row centred">
              <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                {t('more')}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Section>
  );
}

function Filters({ search, onSearch }: SentProps) {
  const t = useTranslations('sending.sent');
  const w = useSendingWords();
  const { homes } = useHomes();
  /** The chosen one of a closed set into the address, or nothing. */
  const put = <K extends 'status' | 'channel' | 'home'>(name: K, value: SendingSearch[K]) => {
    const { [name]: _, ...rest } = search;
    onSearch(value ? { ...rest, [name]: value } : rest);
  };
  return (
    <fieldset className="side-by-side filters" aria-label={t('filters')}>
      <Select
        label={t('byStatus')}
        value={search.status ?? ALL}
        onChange={(id) =>
          put(
            'status',
            ENDS.find((one) => one === id),
          )
        }
        options={[
          { id: ALL, label: t('anyStatus') },
          ...ENDS.map((id) => ({ id: id as string, label: w.status(id) })),
        ]}
      />
      <Select
        label={t('byChannel')}
        value={search.channel ?? ALL}
        onChange={(id) =>
          put(
            'channel',
            CHANNELS.find((one) => one === id),
          )
        }
        options={[
          { id: ALL, label: t('anyChannel') },
          ...CHANNELS.map((id) => ({ id: id as string, label: w.channel(id) })),
        ]}
      />
      {homes.length > 1 ? (
        <Select
          label={t('home')}
          value={search.home ?? ALL}
          onChange={(id) => put('home', id === ALL ? undefined : id)}
          options={[{ id: ALL, label: t('anyHome') }, ...homes.map(({ id, name }) => ({ id, label: name }))]}
        />
      ) : null}
    </fieldset>
  );
}

function Deliveries({ rows, busy }: { rows: readonly DeliveryOut[]; busy: boolean }) {
  const t = useTranslations('sending.sent');
  const format = useFormatter();
  const w = useSendingWords();
  const { homes, zoneOf } = useHomes();
  const replay = useDeed(useReplayDelivery(), () => ({ text: t('replayed') }));
  const whom = (row: DeliveryOut) => row.person_name ?? t('byHome');
  const now = useNow({ updateInterval: 60_000 });
  const columns: Column<DeliveryOut>[] = [
    { id: 'what', label: t('what'), cell: (row) => <b>{w.kind(row.kind)}</b> },
    {
      id: 'status',
      label: t('status'),
      cell: (row) => <Standing status={row.status} why={row.last_error} />,
    },
    { id: 'person', label: t('person'), cell: whom },
    { id: 'channel', label: t('channel'), cell: (row) => w.channel(row.channel) },
    ...(homes.length > 1
      ? [
          {
            id: 'home',
            label: t('home'),
            cell: (row: DeliveryOut) => row.care_home_name,
            from: 'desktop' as const,
          },
        ]
      : []),
    {
      id: 'age',
      label: t('age'),
      cell: (row) => (
        <time dateTime={row.finished_at} title={momentWords(row.finished_at, zoneOf(row.care_home_id))}>
          {format.relativeTime(new Date(row.finished_at), now)}
        </time>
      ),
    },
    { id: 'tries', label: t('attempts'), numeric: true, cell: ({ attempt }) => attempt, from: 'desktop' },
    ...(rows.some(({ can }) => can.includes('replay'))
      ? [
          {
            id: 'acts',
            label: t('acts'),
            cell: (row: DeliveryOut) =>
              row.can.includes('replay') ? (
                <Button
                  tone="quiet"
                  aria-label={t('replayOf', { what: w.kind(row.kind), who: whom(row) })}
                  onPress={() => replay.press([row.id])}
                >
                  {t('replay')}
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
  return <Table label={t('label')} columns={columns} rows={rows} rowId={({ id }) => id} busy={busy} />;
}
