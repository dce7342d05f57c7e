import type { ClaimedAuthorOut } from '@almoner/client';
import { useTranslations } from 'use-intl';

interface Authored {
  author_name?: string | null;
  claimed_author?: ClaimedAuthorOut | null;
}

/** Who recorded something; of what was handed in, both who did and whose device it was. */
export function useAuthorOf(): (row: Authored) => string {
  const t = useTranslations('care');
  return ({ author_name, claimed_author }) => {
    const name = author_name ?? '–';
    return claimed_author ? t('claimed', { name, claimed: claimed_author.name ?? '–' }) : name;
  };
}
