import { expect, it } from 'vitest';
import { moved } from './order';

const units = (...positions: number[]) => positions.map((position, i) => ({ id: 'abc'[i]!, position }));
const said = (rows: ReturnType<typeof moved>) => rows.map(({ row, position }) => `${row.id}${position}`);

it('gives every unit a place where none had one', () => {
  expect(said(moved(units(0, 0, 0), 2, 0))).toEqual(['a1', 'b2']);
});

it('says only what changes', () => {
  expect(said(moved(units(0, 1, 2), 1, 2))).toEqual(['c1', 'b2']);
});

it('leaves the first above all', () => {
  expect(moved(units(0, 1, 2), 0, -1)).toEqual([]);
  expect(moved(units(0, 1, 2), 2, 3)).toEqual([]);
});
