import type { RoundResidentOut } from '@almoner/client';
import type { SessionHome } from '~/care/home';

/** Seniors and nurses of a home run its shift, and so does whoever manages it; the server says so again of each deed. */
export function runsShiftIn(home: SessionHome | null): boolean {
  return (
    home !== null &&
    (Boolean(home.manager) || home.grades.some((grade) => grade === 'senior' || grade === 'nurse'))
  );
}

export interface Unit {
  id: string;
  name: string;
}

/** The units in which residents live, in the order of the round. */
export function unitsOf(
  residents: readonly Pick<RoundResidentOut, 'unit_id' | 'unit_name'>[],
): readonly Unit[] {
  const found = new Map<string, Unit>();
  for (const { unit_id, unit_name } of residents) {
    if (unit_id && !found.has(unit_id)) found.set(unit_id, { id: unit_id, name: unit_name ?? '' });
  }
  return [...found.values()];
}
