import type { OccupancyOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { Notice } from '~/kit';

/** Beds of a home as a bar, each part with its own pattern and its number in words beneath. */
export function Occupancy({ now }: { now: OccupancyOut }) {
  const t = useTranslations('homes.occupancy');
  const away = now.hospital + now.leave;
  const parts = [
    { id: 'here', count: now.occupied - away },
    { id: 'away', count: away },
    { id: 'reserved', count: now.reserved },
    { id: 'vacant', count: now.vacant },
  ] as const;
  const all = Math.max(
    1,
    parts.reduce((sum, part) => sum + part.count, 0),
  );
  return (
    <figure className="occupancy">
      <svg
        viewBox="0 0 1000 24"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('label')}
        className="occupancy-bar"
      >
        <defs>
          <pattern
            id="occupancy-away"
            width="8"
            height="8"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="8" height="8" className="occupancy-fill soft" />
            <rect width="4" height="8" className="occupancy-fill" />
          </pattern>
        </defs>
        {parts.map((part, i) => {
          const before = parts.slice(0, i).reduce((sum, earlier) => sum + earlier.count, 0);
          return (
            <rect
              key={part.id}
              className={`occupancy-part ${part.id}`}
              x={(before / all) * 1000}
              width={(part.count / all) * 1000}
              y="1"
              height="22"
            />
          );
        })}
      </svg>
      <figcaption>
        <dl className="occupancy-counts">
          {parts.map((part) => (
            <div key={part.id}>
              <dt>
                <span className={`occupancy-key ${part.id}`} aria-hidden="true" />
                {t(part.id)}
              </dt>
              <dd className="numbers">{part.count}</dd>
            </div>
          ))}
          <div>
            <dt>{t('registered')}</dt>
            <dd className="numbers">{now.registered}</dd>
          </div>
        </dl>
      </figcaption>
      {now.without_bed > 0 ? (
        <Notice tone="warn">{t('withoutBed', { count: now.without_bed })}</Notice>
      ) : null}
      {now.in_service > now.registered ? (
        <Notice tone="warn">{t('over', { count: now.in_service - now.registered })}</Notice>
      ) : null}
    </figure>
  );
}
