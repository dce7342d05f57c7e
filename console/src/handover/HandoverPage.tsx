import type { HandoverOut } from '@almoner/client';
import { useHandovers } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ChooseHome } from '~/care/ChooseHome';
import { useHomeOf, writesIn, type SessionHome } from '~/care/home';
import { EmptyState, ErrorState, LinkButton, Notice, PageHeader, Select, Skeleton } from '~/kit';
import { Earlier } from './Earlier';
import { HandoverView } from './HandoverView';
import { lateOf } from './late';
import './handover.css';
import type { HandoverSearch } from './search';

export interface HandoverPageProps {
  search: HandoverSearch;
  /** Puts a search into the address. */
  onSearch: (search: HandoverSearch) => void;
}

/** The latest handover of a home, whether one is late, and those before. */
export function HandoverPage(props: HandoverPageProps) {
  const t = useTranslations('handover');
  const { home, homes } = useHomeOf(props.search.home);
  return (
    <div className="stack">
      <PageHeader
        title={t('title')}
        sub={home && homes.length > 1 ? home.name : undefined}
        actions={
          writesIn(home) ? (
            <LinkButton to="/handover/new" search={{ home: home!.id }} icon="copy">
              {t('compose')}
            </LinkButton>
          ) : undefined
        }
      />
      {home ? <OfHome {...props} home={home} /> : <ChooseHome homes={homes} />}
    </div>
  );
}

const ALL = 'all';

function OfHome({ home, search, onSearch }: HandoverPageProps & { home: SessionHome }) {
  const t = useTranslations('handover');
  const list = useHandovers(
    { home: home.id, limit: 25, ...(search.unit ? { unit: search.unit } : {}) },
    { keepPrevious: true },
  );
  const { rows } = list;
  const [latest, ...earlier] = rows;
  const retry = () => void list.refetch();
  if (list.isPending) return <Skeleton kind="page" lines={8} />;
  if (list.isError && !latest) return <ErrorState error={list.error} what={t('listFailed')} retry={retry} />;
  return (
    <>
      {list.isError ? <ErrorState inline error={list.error} what={t('listFailed')} retry={retry} /> : null}
      <Units rows={rows} search={search} onSearch={onSearch} />
      <LateNotice rows={rows} home={home} />
      {latest ? (
        <>
          <HandoverView id={latest.id} home={home} />
          <Earlier
            rows={earlier}
            zone={home.time_zone}
            more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
            busy={list.isFetchingNextPage}
          />
        </>
      ) : (
        <EmptyState
          icon="copy"
          title={t('emptyTitle')}
          action={
            writesIn(home) ? (
              <LinkButton to="/handover/new" search={{ home: home.id }} tone="primary">
                {t('compose')}
              </LinkButton>
            ) : undefined
          }
        >
          {writesIn(home) ? t('empty') : t('emptyRead')}
        </EmptyState>
      )}
    </>
  );
}

/** Only where units hand over for themselves. */
function Units({ rows, search, onSearch }: HandoverPageProps & { rows: readonly HandoverOut[] }) {
  const t = useTranslations('handover');
  // Those that were there before one was chosen stay to be chosen.
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const fresh = rows.filter(({ unit_id }) => unit_id && !known.has(unit_id));
  if (fresh.length > 0)
    setKnown(new Map([...known, ...fresh.map((row) => [row.unit_id!, row.unit_name ?? ''] as const)]));
  if (known.size === 0) return null;
  return (
    <Select
      label={t('unit')}
      value={search.unit ?? ALL}
      onChange={(id) => {
        const { unit: _unit, ...rest } = search;
        onSearch(id === ALL ? rest : { ...rest, unit: id });
      }}
      options={[{ id: ALL, label: t('wholeHome') }, ...[...known].map(([id, label]) => ({ id, label }))]}
    />
  );
}

/** That a shift has not handed over which usually has by now. */
function LateNotice({ rows, home }: { rows: readonly HandoverOut[]; home: SessionHome }) {
  const t = useTranslations('handover');
  const c = useTranslations('care.shift');
  // As it was when the page was opened: a clock that runs would move the page under the reader.
  const [opened] = useState(() => Date.now());
  const late = lateOf(rows, home.time_zone, opened);
  if (!late) return null;
  return (
    <Notice tone="warn" title={t('lateTitle', { shift: c(late.shift).toLowerCase() })}>
      {t('late', { time: late.usual })}
    </Notice>
  );
}
