/** A piece of text that both have, or that came, or that went. */
export interface Piece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Words with the space behind them, and signs: joined they are the text again. */
function tokens(text: string): string[] {
  return text.match(/[\p{L}\p{N}'’-]+\s*|[^\p{L}\p{N}\s]\s*|\s+/gu) ?? [];
}

/**
 * What turns one text into the other, word by word: the longest common run of words stays. Of 4,000 characters it takes some
 * milliseconds.
 */
export function wordDiff(from: string, to: string): Piece[] {
  const a = tokens(from);
  const b = tokens(to);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const pieces: Piece[] = [
    { kind: 'same', text: a.slice(0, start).join('') },
    ...middle,
    { kind: 'same', text: a.slice(a.length - end).join('') },
  ];
  return joined(pieces);
}

/** The table of common lengths, read from its beginning. */
function between(a: readonly string[], b: readonly string[]): Piece[] {
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      common[at] =
        a[i] === b[j] ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!);
    }
  }
  const pieces: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const at = i * width + j;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ kind: 'same', text: a[i]! });
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || common[at + width]! >= common[at + 1]!)) {
      pieces.push({ kind: 'removed', text: a[i]! });
      i += 1;
    } else {
      pieces.push({ kind: 'added', text: b[j]! });
      j += 1;
    }
  }
  return pieces;
}

/** Neighbours of one kind as one; between two that stay, what went before what came. */
function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  let went = '';
  let came = '';
  const close = () => {
    if (went) out.push({ kind: 'removed', text: went });
    if (came) out.push({ kind: 'added', text: came });
    went = '';
    came = '';
  };
  for (const { kind, text } of pieces) {
    if (!text) continue;
    if (kind === 'removed') went += text;
    else if (kind === 'added') came += text;
    else {
      close();
      const last = out.at(-1);
      if (last?.kind === 'same') last.text += text;
      else out.push({ kind, text });
    }
  }
  close();
  return out;
}
