import { expect, it } from 'vitest';
import { ageOn, bareNhs, calledName, fullName, isNhsNumber, roomWords, spacedNhs } from './names';

const winnie = { title: 'Mrs', given_name: 'Winifred', preferred_name: 'Winnie', family_name: 'Ahmed' };

it('says what people call them first', () => {
  expect(calledName(winnie)).toBe('Winnie Ahmed');
  expect(calledName({ ...winnie, preferred_name: null })).toBe('Winifred Ahmed');
  expect(fullName(winnie)).toBe('Mrs Winifred Ahmed');
});

it('counts whole years, and a birthday on its day', () => {
  expect(ageOn('1936-11-23', '2026-11-22')).toBe(89);
  expect(ageOn('1936-11-23', '2026-11-23')).toBe(90);
});

it('checks an NHS number by its last digit', () => {
  expect(isNhsNumber('943 476 5919')).toBe(true);
  expect(isNhsNumber('943 476 5918')).toBe(false);
  expect(isNhsNumber('94347659')).toBe(false);
  expect(bareNhs('943-476 5919')).toBe('9434765919');
  expect(spacedNhs('9434765919')).toBe('943 476 5919');
});

it('names a bed only where it has a name of its own', () => {
  expect(roomWords({ room_name: '12', bed_name: 'Bed' })).toBe('12');
  expect(roomWords({ room_name: '12', bed_name: 'Window' })).toBe('12, Window');
  expect(roomWords({ room_name: null, bed_name: null })).toBe('');
});
