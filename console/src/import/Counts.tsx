import type { PersonImportOut } from '@almoner/client';
import { useTranslations } from 'use-intl';
import type { Kind, Out } from './kinds';

/** What the file would do, in numbers. */
export function Counts({ kind, out }: { kind: Kind; out: Out }) {
  const t = useTranslations('imports');
  const counts = [
    ...(kind === 'staff' ? [{ label: t('preview.people'), count: (out as PersonImportOut).people }] : []),
    { label: t(`${kind}.toAdd`), count: out.to_add },
    { label: t('preview.alreadyHere'), count: out.already_here },
  ];
  return (
    <dl className="import-counts">
      {counts.map(({ label, count }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="numbers">{count}</dd>
        </div>
      ))}
    </dl>
  );
}
