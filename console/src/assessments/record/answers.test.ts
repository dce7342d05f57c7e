import { anInstrument } from '@almoner/client/testing';
import { expect, it } from 'vitest';
import { answersOf, problemWith, stepOf } from './answers';

const { instrument } = anInstrument();
const [lips, days, teeth] = instrument.items;
const temperature = { ...days!, code: 'temperature_c', least: 25, most: 45, decimals: 1 };

it('asks for what is required, within its bounds and digits', () => {
  expect(problemWith(lips!, '')).toEqual({ code: 'choose' });
  expect(problemWith(lips!, 'blue')).toEqual({ code: 'choose' });
  expect(problemWith(lips!, 'cracked')).toBeNull();
  expect(problemWith(teeth!, '')).toBeNull();
  expect(problemWith(days!, ' ')).toEqual({ code: 'number' });
  expect(problemWith(days!, 'three')).toEqual({ code: 'number' });
  expect(problemWith(days!, '8')).toEqual({ code: 'range', least: 0, most: 7 });
  expect(problemWith(days!, '7')).toBeNull();
  expect(problemWith(days!, '2.5')).toEqual({ code: 'decimals', decimals: 0 });
  expect(problemWith(temperature, '37,4')).toBeNull();
  expect(problemWith(temperature, '37.45')).toEqual({ code: 'decimals', decimals: 1 });
});

it('sends numbers as numbers, choices by their code, and nothing for what is not answered', () => {
  expect(answersOf(instrument, { lips: 'cracked', dry_days: ' 3 ', teeth: '', strange: 'x' })).toEqual({
    lips: 'cracked',
    dry_days: 3,
  });
});

it('steps by the last digit that a number has', () => {
  expect([stepOf(days!), stepOf(temperature)]).toEqual([1, 0.1]);
});
