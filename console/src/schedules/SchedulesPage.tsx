import type { JobOut } from '@almoner/client';
import { useScheduledJobs, useStartJob, useUpdateJob } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { EmptyState, Icon, Link, Menu, PageHeader, Status, Table, type Column, type MenuEntry } from '~/kit';
import { useDeed } from '~/lib/deed';
import { momentWords } from '~/residents/when';
import { Read } from '~/settings/SettingsPage';
import { JobDialog } from './JobDialog';
import { Runs, RunStatusWord } from './Runs';
import type { RunSearch } from './search';
import { useCronWords, useJobWords } from './words';

export interface SchedulesPageProps {
  search: RunSearch;
  /** Puts a search into the address. */
  onSearch: (search: RunSearch) => void;
}

/** What runs by itself. */
export function SchedulesPage({ search, onSearch }: SchedulesPageProps) {
  const t = useTranslations('schedules');
  const jobs = useScheduledJobs();
  return (
    <div className="stack loose">
      <PageHeader title={t('title')} sub={t('sub')} back={<Link to="/settings">{t('back')}</Link>} />
      <Read query={jobs}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="history" title={t('none')}>
              {t('noneWhy')}
            </EmptyState>
          ) : (
            <>
              <Jobs jobs={items} onRuns={(job) => onSearch({ job })} />
              <Runs jobs={items} search={search} onSearch={onSearch} />
            </>
          )
        }
      </Read>
    </div>
  );
}

function Jobs({ jobs, onRuns }: { jobs: readonly JobOut[]; onRuns: (job: string) => void }) {
  const t = useTranslations('schedules');
  const w = useJobWords();
  const says = useCronWords();
  const [open, setOpen] = useState<JobOut>();
  const columns: Column<JobOut>[] = [
    {
      id: 'job',
      label: t('job'),
      cell: (job) => (
        <>
          <b>{w(job.handler).name}</b>
          <span className="hint">{w(job.handler).says}</span>
        </>
      ),
    },
    {
      id: 'when',
      label: t('when'),
      cell: (job) => (
        <div className="stack tight">
          <span>{says(job.cron)}</span>
          <span className="small quiet">
            <code>{job.cron}</code> {job.time_zone}
          </span>
        </div>
      ),
    },
    { id: 'last', label: t('last'), cell: (job) => <Last job={job} /> },
    { id: 'next', label: t('next'), cell: (job) => <Next job={job} /> },
    {
      id: 'acts',
      label: t('acts'),
      cell: (job) => <Acts job={job} onChange={() => setOpen(job)} onRuns={() => onRuns(job.id)} />,
    },
  ];
  return (
    <>
      <Table label={t('label')} columns={columns} rows={jobs} rowId={({ id }) => id} />
      {open ? <JobDialog job={open} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}

function Last({ job }: { job: JobOut }) {
  const t = useTranslations('schedules');
  const { name } = useJobWords()(job.handler);
  return (
    <div className="stack tight">
      {job.last_run_status ? (
        <>
          <RunStatusWord status={job.last_run_status} />
          <span className="small quiet">
            {job.last_run_slot ? momentWords(job.last_run_slot, job.time_zone) : null}
          </span>
        </>
      ) : (
        <span className="quiet">{t('never')}</span>
      )}
      {job.dead > 0 ? (
        <Link
          to="/settings/schedules"
          search={{ job: job.id, status: 'dead' }}
          className="standing"
          aria-label={t('deadOf', { job: name, count: job.dead })}
        >
          {t('dead', { count: job.dead })}
        </Link>
      ) : null}
    </div>
  );
}

function Next({ job }: { job: JobOut }) {
  const t = useTranslations('schedules');
  if (!job.enabled) return <Status state="ended">{t('off')}</Status>;
  if (job.next_slot) return <>{momentWords(job.next_slot, job.time_zone)}</>;
  return <span className="quiet">{job.clock === 'pg_cron' ? t('byPgCron') : t('soon')}</span>;
}

function Acts({ job, onChange, onRuns }: { job: JobOut; onChange: () => void; onRuns: () => void }) {
  const t = useTranslations('schedules');
  const { name } = useJobWords()(job.handler);
  const start = useDeed(useStartJob(), () => ({ text: t('started', { job: name }) }));
  const turn = useDeed(useUpdateJob(), ({ enabled }) => ({
    text: enabled ? t('switchedOn', { job: name }) : t('switchedOff', { job: name }),
  }));
  const entries: MenuEntry[] = [];
  if (job.can.includes('start'))
    entries.push({ id: 'start', label: t('start'), icon: 'right', onAction: () => start.press([job.id]) });
  if (job.can.includes('update')) {
    entries.push(
      { id: 'change', label: t('change'), icon: 'edit', onAction: onChange },
      {
        id: 'turn',
        label: job.enabled ? t('switchOff') : t('switchOn'),
        icon: job.enabled ? 'close' : 'check',
        onAction: () => turn.press([job, { enabled: !job.enabled }]),
      },
    );
  }
  entries.push({ id: 'runs', label: t('runsOf'), icon: 'history', onAction: onRuns });
  return (
    <Menu
      label={t('actsFor', { job: name })}
      className="button quiet icon-only"
      trigger={<Icon name="more" />}
      entries={entries}
    />
  );
}
