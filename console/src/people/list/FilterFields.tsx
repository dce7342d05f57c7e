import { useTranslations } from 'use-intl';
import { Button, Select } from '~/kit';
import { HomeField } from '../forms/HomeField';
import { GRADES } from '../vocabulary';
import type { FiltersProps } from './Filters';
import { cleared, filtersIn, without } from './search';

const ANY = 'any';

/** What the filters' panel holds; loaded when it is opened. */
export default function FilterFields({ search, onSearch, homes }: FiltersProps) {
  const t = useTranslations('people.list');
  const r = useTranslations('rights');
  return (
    <div className="stack filters">
      {homes.length > 1 ? (
        <HomeField
          label={t('home')}
          homes={[{ id: ANY, name: t('allHomes') }, ...homes]}
          value={search.home ?? ANY}
          onChange={(home) => onSearch(home === ANY ? without(search, 'home') : { ...search, home })}
        />
      ) : null}
      <Select
        label={t('grade')}
        hint={homes.length > 1 ? t('gradeHint') : undefined}
        value={search.grade ?? ANY}
        onChange={(grade) => onSearch(grade === ANY ? without(search, 'grade') : { ...search, grade })}
        options={[
          { id: ANY, label: t('allGrades') },
          ...GRADES.map((id) => ({ id, label: r(`grade.${id}`) })),
        ]}
      />
      {filtersIn(search) > 0 ? <Button onPress={() => onSearch(cleared(search))}>{t('clear')}</Button> : null}
    </div>
  );
}
