import type { DutyBoardOut, DutyExpectedOut, DutyOut } from '@almoner/client';
import { isStarting } from '@almoner/client/react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Status } from '~/kit';
import { timeOf } from '~/residents/when';

interface Props {
  board: DutyBoardOut;
  zone: string;
  /** What can be done with somebody who is on, and with somebody who is expected. */
  onActs?: (duty: DutyOut) => ReactNode;
  expectedActs?: (expected: DutyExpectedOut) => ReactNode;
}

interface Group {
  id: string | null;
  name: string | null;
  on: DutyOut[];
  expected: DutyExpectedOut[];
}

/** Those of each unit together, as the server orders units; the whole home first. */
export function groupsOf({ on, expected }: DutyBoardOut): Group[] {
  const groups = new Map<string | null, Group>();
  const of = (row: { unit_id?: string | null; unit_name?: string | null }) => {
    const id = row.unit_id ?? null;
    const there = groups.get(id) ?? { id, name: row.unit_name ?? null, on: [], expected: [] };
    groups.set(id, there);
    return there;
  };
  for (const row of on) of(row).on.push(row);
  for (const row of expected) of(row).expected.push(row);
  return [...groups.values()].toSorted((a, b) => Number(a.id !== null) - Number(b.id !== null));
}

/** Who is on, by unit, and after them who is expected and has not started. */
export function People({ board, zone, onActs, expectedActs }: Props) {
  const t = useTranslations('duty.people');
  const d = useTranslations('duty');
  const groups = groupsOf(board);
  if (groups.length === 0) return <p className="quiet">{t('none')}</p>;
  const units = groups.some(({ id }) => id !== null);
  return (
    <div className="stack tight">
      {groups.map(({ id, name, on, expected }) => {
        const unit = name ?? d('whole');
        return (
          <div key={id ?? 'whole'} className="stack tight">
            {units ? (
              <h3 className="duty-unit">
                {unit} <span className="quiet small">{t('count', { count: on.length })}</span>
              </h3>
            ) : null}
            <ul className="duty-people" aria-label={units ? t('titleIn', { unit }) : t('title')}>
              {on.map((row) => (
                <li key={row.id}>
                  <Who row={row}>{row.shift_name}</Who>
                  <span className="row">
                    <Status state={isStarting(row) ? 'waiting' : 'active'}>
                      {isStarting(row) ? t('starting') : t('since', { time: timeOf(row.started_at, zone) })}
                    </Status>
                    {onActs?.(row)}
                  </span>
                </li>
              ))}
              {expected.map((row) => (
                <li key={row.assignment_id}>
                  <Who row={row}>{row.shift_name}</Who>
                  <span className="row">
                    <Status state="overdue">{t('notStarted', { time: timeOf(row.from, zone) })}</Status>
                    {expectedActs?.(row)}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

function Who({
  row,
  children,
}: {
  row: { name?: string | null; grade?: string | null };
  children: ReactNode;
}) {
  const t = useTranslations('duty');
  const grade = row.grade && t.has(`grade.${row.grade}` as 'grade.carer') ? row.grade : null;
  const more = [grade ? t(`grade.${grade}` as 'grade.carer') : null, children].filter(Boolean).join(', ');
  return (
    <span className="duty-who">
      <span className="strong">{row.name ?? '–'}</span>
      {more ? <span className="quiet small">{more}</span> : null}
    </span>
  );
}
