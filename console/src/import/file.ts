/** A file of somebody's device as text, or why it can't be. */

/** The server's own limits: what it would refuse isn't sent. */
export const MOST_BYTES = 5 * 1024 * 1024;

export type Mistake = 'workbook' | 'large' | 'empty' | 'encoding' | 'unreadable';
export type Read = { text: string } | { mistake: Mistake };

const starts = (bytes: Uint8Array, ...first: number[]) => first.every((byte, i) => bytes[i] === byte);

/** `windows`: somebody said that the file is one of Windows in western Europe, in which every byte means something. */
export function textOf(bytes: Uint8Array, windows = false): Read {
  if (bytes.length === 0) return { mistake: 'empty' };
  // A workbook of Excel or LibreOffice is a ZIP; an old one of Excel is a compound file.
  if (starts(bytes, 0x50, 0x4b, 3, 4) || starts(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    return { mistake: 'workbook' };
  if (bytes.length > MOST_BYTES) return { mistake: 'large' };
  // "Unicode text" of Excel: UTF-16 with a byte order mark, which says all that is needed to read it.
  if (starts(bytes, 0xff, 0xfe)) return checked(new TextDecoder('utf-16le').decode(bytes));
  if (starts(bytes, 0xfe, 0xff)) return checked(new TextDecoder('utf-16be').decode(bytes));
  if (windows) return checked(new TextDecoder('windows-1252').decode(bytes));
  try {
    return checked(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { mistake: 'encoding' };
  }
}

function checked(text: string): Read {
  if (text.trim() === '') return { mistake: 'empty' };
  // A file of another kind that happens to decode.
  return text.includes('\0') ? { mistake: 'encoding' } : { text };
}

/** Lines, the header not counted, as said while one waits: a quoted line end counts too, so it is about right. */
export function linesOf(text: string): number {
  return Math.max(0, text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '').length - 1);
}

/** Problems as a spreadsheet, for whoever corrects the file elsewhere. A cell never begins a formula. */
export function problemsSheet(
  header: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const cell = (value: string | number | null | undefined) => {
    const text = String(value ?? '');
    return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  return `\uFEFF${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
