import type { CarePlanSections } from '@almoner/client';
import { useTranslations } from 'use-intl';
import { DOMAINS } from '../domains';

/** Which parts a full plan would have that this one says nothing of. */
export function Missing({ sections }: { sections: CarePlanSections }) {
  const t = useTranslations('planInitial');
  const w = useTranslations('planWords.domain');
  const missing = DOMAINS.filter((domain) => !sections[domain]);
  if (missing.length === 0) return <p>{t('missing', { count: 0 })}</p>;
  return (
    <details className="plan-missing">
      <summary>{t('missing', { count: missing.length })}</summary>
      <ul>
        {missing.map((domain) => (
          <li key={domain}>{w(domain)}</li>
        ))}
      </ul>
    </details>
  );
}
