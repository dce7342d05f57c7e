import { useTranslations } from 'use-intl';

/** The list before it is there: rows of its own height, with a name, a room and the place of the alerts. */
export function ListSkeleton({ columns }: { columns: number }) {
  const t = useTranslations('kit');
  return (
    <output className="list-skeleton">
      <span className="visually-hidden">{t('loading')}</span>
      {Array.from({ length: 8 }, (_, row) => (
        <span key={row} className="list-skeleton-row" aria-hidden="true">
          {Array.from({ length: Math.min(columns, 5) }, (_cell, cell) => (
            <span key={cell} className={`bone bone-${cell}`} />
          ))}
        </span>
      ))}
    </output>
  );
}
