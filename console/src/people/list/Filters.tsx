import { lazy } from 'react';
import { useTranslations } from 'use-intl';
import { Icon, Panel } from '~/kit';
import { filtersIn, type PeopleSearch } from './search';

const FilterFields = lazy(() => import('./FilterFields'));

export interface FiltersProps {
  search: PeopleSearch;
  onSearch: (search: PeopleSearch) => void;
  homes: readonly { id: string; name: string }[];
}

/** All filters behind one button; each goes into the address at once. */
export function Filters(props: FiltersProps) {
  const t = useTranslations('people.list');
  const count = filtersIn(props.search);
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
      <FilterFields {...props} />
    </Panel>
  );
}
