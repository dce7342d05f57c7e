import type { AbsenceOut, StayOut } from '@almoner/client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { roomWords } from '../names';
import { dayOf, tickWords } from '../when';
import { timelineOf } from './timeline';

interface Props {
  name: string;
  stays: readonly StayOut[];
  absences: readonly AbsenceOut[];
  zone: string;
  now?: number;
}

const WIDTH = 1000;
const LANE = 34;
const TOP = 12;

/** Stays above, absences below, on one scale. A list for screen readers says the same; a table is one press away. */
export function TimelinePicture({ name, stays, absences, zone, now }: Props) {
  const t = useTranslations('residents.stays');
  const v = useTranslations('vocabulary');
  // Today as it was when the picture was opened.
  const [opened] = useState(() => Date.now());
  const line = timelineOf(stays, absences, now ?? opened);
  if (!line) return <p className="quiet">{t('none')}</p>;
  const where = (stay: StayOut) =>
    [stay.home_name ?? t('otherHome'), roomWords(stay) || t('noBed')].join(', ');
  const said = (what: string, from: string, until: string | null | undefined) =>
    until
      ? t('bar', { where: what, from: dayOf(from, zone), until: dayOf(until, zone) })
      : t('barOpen', { where: what, from: dayOf(from, zone) });
  const absenceTop = TOP + LANE + 8;
  const height = absenceTop + 26;
  return (
    <figure className="timeline stack tight">
      <div className="timeline-picture" aria-hidden="true">
        <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" focusable="false">
          {line.ticks.map((tick) => (
            <line
              key={tick.label}
              className="tick"
              x1={tick.at * WIDTH}
              x2={tick.at * WIDTH}
              y1={0}
              y2={height}
            />
          ))}
          {line.stays.map((bar) => (
            <rect
              key={bar.id}
              className={`stay ${bar.planned ? 'planned' : ''} ${bar.open ? 'open' : ''}`}
              x={bar.start * WIDTH + 1}
              y={TOP}
              width={Math.max(4, (bar.end - bar.start) * WIDTH - 2)}
              height={LANE}
              rx={3}
            />
          ))}
          {line.absences.map((bar) => (
            <rect
              key={bar.id}
              className={`absence ${bar.absence.kind}`}
              x={bar.start * WIDTH}
              y={absenceTop}
              width={Math.max(5, (bar.end - bar.start) * WIDTH)}
              height={16}
              rx={3}
            />
          ))}
          <line className="now" x1={line.now * WIDTH} x2={line.now * WIDTH} y1={0} y2={height} />
        </svg>
        <div className="timeline-ticks small numbers">
          {line.ticks.map((tick) => (
            <span key={tick.label} style={{ insetInlineStart: `${tick.at * 100}%` }}>
              {tickWords(tick.label)}
            </span>
          ))}
        </div>
      </div>
      <p className="row small quiet timeline-legend" aria-hidden="true">
        <span className="key stay">{t('legendStay')}</span>
        <span className="key planned">{t('legendPlanned')}</span>
        <span className="key absence">{t('legendAway')}</span>
        <span className="key now">{t('today')}</span>
      </p>
      <figcaption className="stack tight">
        <span className="visually-hidden">{t('picture', { name })}</span>
        <ol className="timeline-list">
          {line.stays.map(({ stay, id }) => (
            <li key={id}>
              <strong>{where(stay)}</strong>{' '}
              <span className="quiet">
                {v(`stayKind.${stay.kind}`)}. {said(v(`stayStatus.${stay.status}`), stay.from, stay.until)}
              </span>
            </li>
          ))}
          {line.absences.map(({ absence, id }) => (
            <li key={id}>
              <strong>{[v(`away.${absence.kind}`), absence.place].filter(Boolean).join(', ')}</strong>{' '}
              <span className="quiet">
                {said(v(`awayStatus.${absence.status}`), absence.from, absence.until)}
              </span>
            </li>
          ))}
        </ol>
      </figcaption>
    </figure>
  );
}
