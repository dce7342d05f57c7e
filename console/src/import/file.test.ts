import { describe, expect, it } from 'vitest';
import { MOST_BYTES, linesOf, problemsSheet, textOf } from './file';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('a file as text', () => {
  it('reads UTF-8, with or without a byte order mark', () => {
    expect(textOf(utf8('home\nBrontë'))).toEqual({ text: 'home\nBrontë' });
    expect(textOf(utf8('\uFEFFhome\nBrontë'))).toEqual({ text: 'home\nBrontë' });
  });

  it('reads what Excel calls Unicode text', () => {
    const text = 'home\tBrontë';
    const bytes = new Uint8Array([
      0xff,
      0xfe,
      ...[...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    ]);
    expect(textOf(bytes)).toEqual({ text });
  });

  it('says that a file of Windows is not UTF-8, and reads it when told what it is', () => {
    const bytes = new Uint8Array([...utf8('Bront'), 0xeb, 0x92]);
    expect(textOf(bytes)).toEqual({ mistake: 'encoding' });
    expect(textOf(bytes, true)).toEqual({ text: 'Brontë’' });
  });

  it.each([
    ['a workbook', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), 'workbook'],
    ['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1]), 'workbook'],
    ['nothing', new Uint8Array(), 'empty'],
    ['blanks', utf8(' \r\n'), 'empty'],
    ['too much', new Uint8Array(MOST_BYTES + 1).fill(97), 'large'],
    ['something else', new Uint8Array([97, 0, 98, 0]), 'encoding'],
  ])('refuses %s', (_, bytes, mistake) => {
    expect(textOf(bytes)).toEqual({ mistake });
  });
});

it('counts lines without the header and without blank ones', () => {
  expect(linesOf('a,b\r\n1,2\r\n\r\n3,4\r\n')).toBe(2);
  expect(linesOf('a,b')).toBe(0);
});

it('writes no cell that a spreadsheet would run', () => {
  expect(problemsSheet(['cell'], [['=1+1'], ['say "no"'], [null]])).toBe(
    '\uFEFF"cell"\r\n"\'=1+1"\r\n"say ""no"""\r\n""\r\n',
  );
});
