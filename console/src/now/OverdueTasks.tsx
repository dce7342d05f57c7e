import type { TaskOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { AssignDialog } from '~/tasks/AssignDialog';
import type { SessionHome } from '~/care/home';
import { useLateWords } from '~/care/late-words';
import { Button, ErrorState, Link, LinkButton, Section, Skeleton, Status, Table, type Column } from '~/kit';
import { timeOf } from '~/residents/when';
import type { Board } from './data';

const FIRST = 8;

/** What is overdue, the longest first, and whose it is to be. */
export function OverdueTasks({ board, home }: { board: Board; home: SessionHome }) {
  const t = useTranslations('now');
  const c = useTranslations('care');
  const late = useLateWords();
  const [assigning, setAssigning] = useState<TaskOut>();
  const { open, overdue, now } = board;
  const rows = overdue.toSorted((a, b) => a.due_by.localeCompare(b.due_by));
  const columns: Column<TaskOut>[] = [
    {
      id: 'task',
      label: t('task'),
      width: 'wide',
      cell: (task) => (
        <Link to="/tasks/$id" params={{ id: task.id }} className="standing">
          {task.title}
        </Link>
      ),
    },
    {
      id: 'resident',
      label: t('resident'),
      cell: (task) => (
        <>
          <Link to="/residents/$id" params={{ id: task.client_id }} className="standing">
            {task.client_name ?? '–'}
          </Link>
          {task.room_name ? <span className="hint">{c('room', { room: task.room_name })}</span> : null}
        </>
      ),
    },
    {
      id: 'due',
      label: t('due'),
      cell: (task) => (
        <>
          <Status state="overdue">{late(task.due_by, now)}</Status>
          <span className="hint numbers">{timeOf(task.due_by, home.time_zone)}</span>
        </>
      ),
    },
    {
      id: 'whose',
      label: t('whose'),
      cell: (task) => (
        <>
          {task.assignee_name ?? <span className="quiet">{t('team')}</span>}
          {task.claimed_by_name ? (
            <span className="hint">{t('claimedBy', { name: task.claimed_by_name })}</span>
          ) : null}
        </>
      ),
    },
    ...(rows.some(({ can }) => can.includes('assign'))
      ? [
          {
            id: 'assign',
            label: t('assign'),
            cell: (task: TaskOut) =>
              task.can.includes('assign') ? (
                <Button
                  tone="quiet"
                  aria-label={t('assignOf', { task: task.title, name: task.client_name ?? '' })}
                  onPress={() => setAssigning(task)}
                >
                  {t('assign')}
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
  return (
    <Section title={t('overdueTitle')}>
      {open.isPending ? (
        <Skeleton kind="rows" lines={3} />
      ) : open.isError && rows.length === 0 ? (
        <ErrorState error={open.error} what={t('failed')} retry={() => void open.refetch()} />
      ) : rows.length === 0 ? (
        <p className="quiet">{t('overdueNone')}</p>
      ) : (
        <>
          <Table
            label={t('overdueLabel')}
            columns={columns}
            rows={rows.slice(0, FIRST)}
            rowId={({ id }) => id}
          />
          {rows.length > FIRST ? (
            <div className="row">
              <LinkButton to="/tasks" search={{ home: home.id, view: 'overdue' }}>
                {t('overdueAll', { count: rows.length })}
              </LinkButton>
            </div>
          ) : null}
        </>
      )}
      {assigning ? (
        <AssignDialog task={assigning} home={home.id} onClose={() => setAssigning(undefined)} />
      ) : null}
    </Section>
  );
}
