import { useHomeLayout, usePeopleNames } from '@almoner/client/react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, CheckboxGroup, ComboBox, Select } from '~/kit';
import { useStaff } from '../data/staff';
import { ALERT_KINDS, STATUSES } from '../vocabulary';
import { cleared, type FiltersProps } from './Filters';
import { alertKindsOf, filtersIn, statusesOf, withAlertKinds, withStatuses } from './search';

const ANY = 'any';

/** What the filters' panel holds; loaded when it is opened. */
export default function FilterFields({ search, onSearch, homes }: FiltersProps) {
  const t = useTranslations('residents.list');
  const v = useTranslations('vocabulary');
  const count = filtersIn(search);
  return (
    <div className="stack filters">
      {homes.length > 1 ? (
        <Select
          label={t('home')}
          value={search.home ?? ANY}
          onChange={(id) => {
            const { home: _home, unit: _unit, ...rest } = search;
            onSearch(id === ANY ? rest : { ...rest, home: id });
          }}
          options={[{ id: ANY, label: t('allHomes') }, ...homes.map(({ id, name }) => ({ id, label: name }))]}
        />
      ) : null}
      <UnitFilter search={search} onSearch={onSearch} homes={homes} />
      <WorkerFilter search={search} onSearch={onSearch} homes={homes} />
      <CheckboxGroup
        label={t('kinds')}
        value={alertKindsOf(search)}
        onChange={(kinds) => onSearch(withAlertKinds(search, kinds))}
        options={ALERT_KINDS.map((id) => ({ id, label: v(`alert.${id}`) }))}
      />
      {search.archived ? null : (
        <CheckboxGroup
          label={t('statuses')}
          value={statusesOf(search)}
          onChange={(statuses) => onSearch(withStatuses(search, statuses))}
          options={STATUSES.map((id) => ({ id, label: v(`status.${id}`) }))}
        />
      )}
      {count > 0 ? <Button onPress={() => onSearch(cleared(search))}>{t('clear')}</Button> : null}
    </div>
  );
}

function UnitFilter({ search, onSearch, homes }: FiltersProps) {
  const t = useTranslations('residents.list');
  const home = search.home ?? (homes.length === 1 ? homes[0]!.id : undefined);
  const layout = useHomeLayout(home ?? '', {}, { enabled: home !== undefined, staleTime: 300_000 });
  const units = layout.data?.units.filter((unit) => !unit.archived_at) ?? [];
  return (
    <Select
      label={t('unit')}
      hint={home === undefined ? t('unitNeedsHome') : undefined}
      disabled={home === undefined}
      value={search.unit ?? ANY}
      onChange={(id) => {
        const { unit: _unit, ...rest } = search;
        onSearch(id === ANY ? rest : { ...rest, unit: id });
      }}
      options={[{ id: ANY, label: t('allUnits') }, ...units.map(({ id, name }) => ({ id, label: name }))]}
    />
  );
}

function WorkerFilter({ search, onSearch, homes }: FiltersProps) {
  const t = useTranslations('residents.list');
  const home = search.home ?? (homes.length === 1 ? homes[0]!.id : undefined);
  const [q, setQ] = useState<string>();
  const chosen = usePeopleNames(search.worker ? [search.worker] : [], {
    enabled: search.worker !== undefined,
    staleTime: Infinity,
  });
  const name = search.worker ? (chosen.data?.items[0]?.name ?? '') : '';
  const staff = useStaff(home, q === name ? '' : (q ?? ''));
  const people = staff.data?.items ?? [];
  const options = people.map((person) => ({ id: person.id, label: person.name }));
  if (search.worker && name && !options.some(({ id }) => id === search.worker)) {
    options.unshift({ id: search.worker, label: name });
  }
  const without = () => {
    const { worker: _worker, ...rest } = search;
    setQ('');
    onSearch(rest);
  };
  return (
    <ComboBox
      label={t('worker')}
      placeholder={t('anybody')}
      value={search.worker ?? null}
      options={options}
      query={q ?? name}
      onQuery={setQ}
      onChange={(worker) => {
        setQ(undefined);
        onSearch({ ...search, worker });
      }}
      onClear={without}
    />
  );
}
