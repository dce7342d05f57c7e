import type { JobOut, RunOut } from '@almoner/client';
import { useJobRuns, useReplayRun } from '@almoner/client/react';
import { useTranslations } from 'use-intl';
import {
  Button,
  EmptyState,
  ErrorState,
  Section,
  Select,
  Skeleton,
  Status,
  Table,
  type Column,
  type State,
} from '~/kit';
import { useDeed } from '~/lib/deed';
import { momentWords } from '~/residents/when';
import { useWhyWords } from '~/sending/words';
import { RUN_STATUSES, type RunSearch } from './search';
import { useJobWords, useTook } from './words';

const SHAPES: Record<string, State> = {
  queued: 'waiting',
  running: 'due',
  succeeded: 'done',
  dead: 'refused',
  stale: 'ended',
};
const ALL = 'all';

export function RunStatusWord({ status }: { status: string }) {
  const t = useTranslations('schedules.runs.statuses');
  const known = RUN_STATUSES.find((one) => one === status);
  return <Status state={SHAPES[status] ?? 'draft'}>{known ? t(known) : status}</Status>;
}

export interface RunsProps {
  jobs: readonly JobOut[];
  search: RunSearch;
  onSearch: (search: RunSearch) => void;
}

/** What became of the runs, the newest first. */
export function Runs({ jobs, search, onSearch }: RunsProps) {
  const t = useTranslations('schedules.runs');
  const s = useTranslations('schedules');
  const w = useJobWords();
  const why = useWhyWords();
  const took = useTook();
  const replay = useDeed(useReplayRun(), () => ({ text: t('replayed') }));
  const { job, status } = search;
  const list = useJobRuns(
    { limit: 30, ...(job ? { scheduled_job_id: job } : {}), ...(status ? { status } : {}) },
    { keepPrevious: true },
  );
  const { rows } = list;
  const zone = (run: RunOut) =>
    jobs.find(({ id }) => id === run.scheduled_job_id)?.time_zone ?? 'Europe/London';
  const due = (run: RunOut) => momentWords(run.slot, zone(run));
  const one = jobs.find(({ id }) => id === job);
  const columns: Column<RunOut>[] = [
    {
      id: 'job',
      label: t('job'),
      cell: (run) => (
        <>
          <b>{w(run.handler).name}</b>
          {run.started_by ? <span className="hint">{t('byHand')}</span> : null}
        </>
      ),
    },
    {
      id: 'status',
      label: t('status'),
      cell: (run) => (
        <div className="stack tight">
          <RunStatusWord status={run.status} />
          {run.last_error && run.status !== 'succeeded' ? (
            <span className="small">{why(run.last_error)}</span>
          ) : null}
        </div>
      ),
    },
    { id: 'slot', label: t('slot'), cell: due },
    {
      id: 'took',
      label: t('took'),
      numeric: true,
      cell: (run) => took(run.started_at, run.finished_at),
      from: 'tablet',
    },
    { id: 'counted', label: t('counted'), numeric: true, cell: ({ counted }) => counted, from: 'desktop' },
    { id: 'tries', label: t('tries'), numeric: true, cell: ({ attempt }) => attempt, from: 'desktop' },
    ...(rows.some(({ can }) => can.includes('replay'))
      ? [
          {
            id: 'acts',
            label: t('acts'),
            cell: (run: RunOut) =>
              run.can.includes('replay') ? (
                <Button
                  tone="quiet"
                  aria-label={t('replayOf', { job: w(run.handler).name, when: due(run) })}
                  onPress={() => replay.press([run])}
                >
                  {t('replay')}
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
  const narrowed = Boolean(job ?? status);
  const retry = () => void list.refetch();
  return (
    <Section title={one ? t('titleOf', { job: w(one.handler).name }) : t('title')}>
      <div className="side-by-side">
        <Select
          label={t('byJob')}
          value={job ?? ALL}
          onChange={(id) => onSearch({ ...(id === ALL ? {} : { job: id }), ...(status ? { status } : {}) })}
          options={[
            { id: ALL, label: t('all') },
            ...jobs.map(({ id, handler }) => ({ id, label: w(handler).name })),
          ]}
        />
        <Select
          label={t('byStatus')}
          value={status ?? ALL}
          onChange={(id) => {
            const known = RUN_STATUSES.find((each) => each === id);
            onSearch({ ...(job ? { job } : {}), ...(known ? { status: known } : {}) });
          }}
          options={[
            { id: ALL, label: t('any') },
            ...RUN_STATUSES.map((id) => ({ id: id as string, label: t(`statuses.${id}`) })),
          ]}
        />
      </div>
      {list.isError && rows.length > 0 ? (
        <ErrorState inline error={list.error} what={s('runsFailed')} retry={retry} />
      ) : null}
      {list.isPending ? (
        <Skeleton kind="rows" lines={5} />
      ) : list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} what={s('runsFailed')} retry={retry} />
      ) : rows.length === 0 ? (
        <EmptyState
          icon="history"
          title={narrowed ? t('noneSo') : t('none')}
          action={narrowed ? <Button onPress={() => onSearch({})}>{t('clear')}</Button> : undefined}
        >
          {narrowed ? undefined : t('noneWhy')}
        </EmptyState>
      ) : (
        <>
          <Table
            label={t('label')}
            columns={columns}
            rows={rows}
            rowId={({ id }) => id}
            busy={list.isPlaceholderData || list.isFetchingNextPage}
          />
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
