import type { RoundResidentOut } from '@almoner/client';
import { memo, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { Select, type Option } from '~/kit';
import type { Person } from '~/residents/forms/StaffField';
import type { Given, Helper } from './allocate';

const NOBODY = 'nobody';

interface Props {
  residents: readonly RoundResidentOut[];
  people: readonly Helper[];
  given: Given;
  mistakes: Record<string, string>;
  pick: (client: string, person: Person | null) => void;
}

/** A choice for each resident, by unit and room. */
export function Rows({ residents, people, given, mistakes, pick }: Props) {
  const t = useTranslations('allocation');
  const said = JSON.stringify(people);
  const options = useMemo(
    () => [
      { id: NOBODY, label: t('nobody') },
      ...(JSON.parse(said) as Helper[]).map(({ id, name, standing }) => ({
        id,
        label: name,
        ...(standing === 'expected' ? { hint: t('expected') } : {}),
        ...(standing === 'other' ? { hint: t('notOn') } : {}),
      })),
    ],
    [said, t],
  );
  const units = new Map<string | null, RoundResidentOut[]>();
  for (const one of residents) {
    const unit = one.unit_name ?? null;
    units.set(unit, [...(units.get(unit) ?? []), one]);
  }
  return [...units].map(([unit, those]) => (
    <div key={unit ?? ''} className="stack tight">
      {units.size > 1 ? <h3 className="duty-unit">{unit ?? t('noUnit')}</h3> : null}
      <ul className="allocation-rows">
        {those.map((resident) => (
          <li key={resident.id}>
            <Row
              resident={resident}
              options={options}
              value={given[resident.id]?.id ?? NOBODY}
              error={mistakes[resident.id]}
              pick={pick}
            />
          </li>
        ))}
      </ul>
    </div>
  ));
}

interface RowProps {
  resident: RoundResidentOut;
  options: readonly Option[];
  value: string;
  error: string | undefined;
  pick: Props['pick'];
}

const Row = memo(function Row({ resident, options, value, error, pick }: RowProps) {
  const t = useTranslations('allocation');
  const { id, name, room_name, status } = resident;
  const hint = [room_name ? t('room', { room: room_name }) : null, status === 'current' ? null : t('away')]
    .filter(Boolean)
    .join(', ');
  return (
    <Select
      name={id}
      label={name}
      hint={hint}
      value={value}
      error={error}
      options={options}
      onChange={(chosen) => {
        const person = options.find((option) => option.id === chosen);
        pick(id, person && chosen !== NOBODY ? { id: person.id, name: person.label } : null);
      }}
    />
  );
});
