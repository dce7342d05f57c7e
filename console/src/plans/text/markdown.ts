/** A run of text within a block. */
export interface Run {
  text: string;
  bold: boolean;
}

/** A block of a text: a heading, a paragraph of lines, or a list. */
export type Block =
  | { kind: 'heading'; runs: Run[] }
  | { kind: 'paragraph'; lines: Run[][] }
  | { kind: 'list'; ordered: boolean; items: Run[][] };

const HEADING = /^#{1,6}\s+(.*)$/;
const ITEM = /^\s*[-*+]\s+(.*)$/;
const NUMBERED = /^\s*\d{1,3}[.)]\s+(.*)$/;

/** `**bold**` and nothing else: what isn't closed is text as it stands. */
export function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let rest = line;
  for (
    let found = /\*\*(?=\S)(.+?)(?<=\S)\*\*/.exec(rest);
    found;
    found = /\*\*(?=\S)(.+?)(?<=\S)\*\*/.exec(rest)
  ) {
    if (found.index > 0) runs.push({ text: rest.slice(0, found.index), bold: false });
    runs.push({ text: found[1]!, bold: true });
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest || runs.length === 0) runs.push({ text: rest, bold: false });
  return runs;
}

/** The small Markdown of plans: paragraphs, lists, bold, headings. Anything else, such as HTML or a link, is text as it stands. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of text.split(/\r?\n/)) {
    const heading = HEADING.exec(line)?.[1];
    const item = ITEM.exec(line)?.[1];
    const numbered = NUMBERED.exec(line)?.[1];
    if (!line.trim()) {
      open = null;
    } else if (heading !== undefined) {
      blocks.push({ kind: 'heading', runs: runsOf(heading) });
      open = null;
    } else if (item !== undefined || numbered !== undefined) {
      const ordered = item === undefined;
      if (open?.kind !== 'list' || open.ordered !== ordered) {
        open = { kind: 'list', ordered, items: [] };
        blocks.push(open);
      }
      open.items.push(runsOf((item ?? numbered)!));
    } else {
      if (open?.kind !== 'paragraph') {
        open = { kind: 'paragraph', lines: [] };
        blocks.push(open);
      }
      open.lines.push(runsOf(line));
    }
  }
  return blocks;
}
