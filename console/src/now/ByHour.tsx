import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { SessionHome } from '~/care/home';
import { PictureOrTable } from '~/care/PictureOrTable';
import { ErrorState, Link, Section, Skeleton, Table, type Column } from '~/kit';
import { timeOf } from '~/residents/when';
import { MOST, type Board } from './data';
import { hoursOf, PARTS, type Hour } from './hours';

/** What nobody recorded, hour by hour: how the day went at a glance, each hour leading to its tasks. */
export function ByHour({ board, home }: { board: Board; home: SessionHome }) {
  const t = useTranslations('now.byHour');
  const { open, missed, span, now } = board;
  const failed = [open, missed].find(({ isError }) => isError);
  if (!span || !open.data || !missed.data) {
    return (
      <Section title={t('title')}>
        {failed ? (
          <ErrorState error={failed.error} what={t('title')} retry={board.readAgain} />
        ) : (
          <Skeleton lines={4} />
        )}
      </Section>
    );
  }
  const hours = hoursOf([...open.rows, ...missed.rows], { from: span.from, zone: home.time_zone, now });
  const none = hours.every(({ overdue, missed: lost, due }) => overdue + lost + due === 0);
  const name = ({ hour, to }: Hour) => hour ?? t('before', { time: timeOf(to, home.time_zone) });
  const cut = [open, missed].some(({ hasNextPage, rows }) => hasNextPage && rows.length >= MOST);
  return (
    <Section title={t('title')} sub={t('sub')}>
      {none ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <PictureOrTable
          words={{ table: t('table'), picture: t('picture') }}
          picture={<Picture hours={hours} name={name} home={home.id} />}
          table={<Numbers hours={hours} name={name} home={home.id} />}
        />
      )}
      {cut ? <p className="quiet small">{t('cut', { count: MOST })}</p> : null}
    </Section>
  );
}

interface Props {
  hours: readonly Hour[];
  name: (hour: Hour) => string;
  home: string;
}

/** The address of the tasks that were counted. */
function searchOf({ from, to }: Hour, home: string) {
  return { home, view: 'unrecorded' as const, ...(from ? { from } : {}), to };
}

/** Bars one above the other, each part with its number, so that no colour has to be told apart. */
function Picture({ hours, name, home }: Props) {
  const t = useTranslations('now.byHour');
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // On a phone the last hours are in sight first.
    const { current } = list;
    if (current) current.scrollLeft = current.scrollWidth;
  }, [hours.length]);
  const most = Math.max(1, ...hours.map(({ overdue, missed, due }) => overdue + missed + due));
  return (
    <figure className="stack tight">
      <ol ref={list} className="now-bars" aria-label={t('title')}>
        {hours.map((hour) => {
          const { overdue, missed, due } = hour;
          const all = overdue + missed + due;
          const said = t('bar', { hour: name(hour), overdue, missed, due });
          const inside = (
            <>
              <span className="now-bar" aria-hidden="true">
                {PARTS.toReversed().map((part) =>
                  hour[part] > 0 ? (
                    <span
                      key={part}
                      className={`now-part ${part}`}
                      style={{ blockSize: `${(hour[part] / most) * 100}%` }}
                    />
                  ) : null,
                )}
              </span>
              <span aria-hidden="true" className="now-all numbers">
                {all || ''}
              </span>
              <span aria-hidden="true" className="now-hour numbers">
                {hour.hour ? hour.hour.slice(0, 2) : '<'}
              </span>
              <span className="visually-hidden">{said}</span>
            </>
          );
          return (
            <li key={hour.to} title={said}>
              {all === 0 ? (
                <span className="now-column">{inside}</span>
              ) : (
                <Link to="/tasks" search={searchOf(hour, home)} className="now-column">
                  {inside}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
      <figcaption className="row small now-legend">
        {PARTS.map((part) => (
          <span key={part} className={`now-key ${part}`}>
            {t(part)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function Numbers({ hours, name, home }: Props) {
  const t = useTranslations('now.byHour');
  const columns: Column<Hour>[] = [
    {
      id: 'hour',
      label: t('hour'),
      cell: (hour) => (
        <Link
          to="/tasks"
          search={searchOf(hour, home)}
          className="standing"
          aria-label={t('open', { hour: name(hour) })}
        >
          {name(hour)}
        </Link>
      ),
    },
    ...PARTS.map((part): Column<Hour> => ({
      id: part,
      label: t(part),
      numeric: true,
      cell: (hour) => hour[part],
    })),
    {
      id: 'all',
      label: t('all'),
      numeric: true,
      cell: ({ overdue, missed, due }) => overdue + missed + due,
    },
  ];
  return <Table label={t('title')} columns={columns} rows={hours} rowId={({ to }) => to} />;
}
