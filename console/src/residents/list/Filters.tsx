import { lazy } from 'react';
import { useTranslations } from 'use-intl';
import { Icon, Panel } from '~/kit';
import { filtersIn, type ResidentsSearch } from './search';

const FilterFields = lazy(() => import('./FilterFields'));

export interface FiltersProps {
  search: ResidentsSearch;
  onSearch: (search: ResidentsSearch) => void;
  homes: readonly { id: string; name: string }[];
}

/** All filters behind one button; each goes into the address at once. */
export function Filters({ search, onSearch, homes }: FiltersProps) {
  const t = useTranslations('residents.list');
  const count = filtersIn(search);
  return (
    <Panel
      label={t('filtersTitle')}
      trigger={
        <>
          <Icon name="filter" />
          <span>{count > 0 ? t('filtersOn', { count }) : t('filters')}</span>
        </>
      }
    >
      <FilterFields search={search} onSearch={onSearch} homes={homes} />
    </Panel>
  );
}

/** What stays when the filters go: the words searched for, the order, and whether archived ones are shown. */
export function cleared({ q, sort, archived }: ResidentsSearch): ResidentsSearch {
  return { ...(q ? { q } : {}), ...(sort ? { sort } : {}), ...(archived ? { archived } : {}) };
}
