import { expect, it } from 'vitest';
import { identityBody, identityMistakes, identityValues } from './identity';
import { changesOf, given, orNull } from './patch';

it('sends only what was changed', () => {
  expect(changesOf({ a: 1, b: null as string | null, c: 'x' }, { a: 1, b: 'new', c: 'x' })).toEqual({
    b: 'new',
  });
});

it('takes an empty box for no value', () => {
  expect(orNull('  ')).toBeNull();
  expect(orNull(' Winnie ')).toBe('Winnie');
  expect(given({ a: null, b: 'x', c: undefined, d: false })).toEqual({ b: 'x', d: false });
});

it('reads an NHS number out in threes and sends it as digits', () => {
  const values = identityValues({ nhs_number: '9434765919' } as never);
  expect(values.nhs_number).toBe('943 476 5919');
  expect(identityBody(values)).toMatchObject({ nhs_number: '9434765919', birth_date: null });
});

it('tells a slip in an NHS number before it is sent', () => {
  expect(identityMistakes({ nhs_number: '943 476 5918' }, 'wrong')).toEqual({ nhs_number: 'wrong' });
  expect(identityMistakes({ nhs_number: '' }, 'wrong')).toEqual({});
});
