/** What is needed to say a name. */
export interface Named {
  preferred_name?: string | null;
  given_name: string;
  family_name: string;
  title?: string | null;
}

/** What people call them, then the family name: "Winnie Ahmed". Within records this is the name, never "service user". */
export function calledName(person: Named): string {
  return `${shortName(person)} ${person.family_name}`;
}

/** "Winnie". */
export function shortName(person: Named): string {
  return person.preferred_name?.trim() || person.given_name;
}

/** "Mrs Winifred Ahmed": as it stands on papers. */
export function fullName(person: Named): string {
  return [person.title, person.given_name, person.family_name].filter(Boolean).join(' ');
}

/** Whole years on that day, both as `2026-11-23`. */
export function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** 943 476 5919: how people read it out. */
export function spacedNhs(number: string): string {
  return number.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
}

/** What somebody typed, with or without spaces and hyphens. */
export function bareNhs(typed: string): string {
  return typed.replace(/[\s-]/g, '');
}

/** Ten digits of which the last checks the others (modulus 11). The server checks again. */
export function isNhsNumber(typed: string): boolean {
  const digits = bareNhs(typed);
  if (!/^\d{10}$/.test(digits)) return false;
  const sum = [...digits].slice(0, 9).reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(digits[9]);
}

/** The room, and the bed where the bed has a name of its own: "12", "12, window". */
export function roomWords(client: { room_name?: string | null; bed_name?: string | null }): string {
  const { room_name, bed_name } = client;
  if (!room_name) return '';
  return bed_name && !/^bed$/i.test(bed_name.trim()) ? `${room_name}, ${bed_name}` : room_name;
}
