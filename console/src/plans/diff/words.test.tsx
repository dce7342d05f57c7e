import { describe, expect, it } from 'vitest';
import { render } from '~/test/render';
import { WordDiff } from './WordDiff';
import { wordDiff, type Piece } from './words';

const side = (pieces: Piece[], without: Piece['kind']) =>
  pieces
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('');

/** Always the same "chance". */
function dice(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % most;
  };
}

describe('a comparison of words', () => {
  it('marks the words that came and went, and no more', () => {
    expect(
      wordDiff('Walk beside her, with the frame.', 'Walk behind her, with the frame and a belt.'),
    ).toEqual([
      { kind: 'same', text: 'Walk ' },
      { kind: 'removed', text: 'beside ' },
      { kind: 'added', text: 'behind ' },
      { kind: 'same', text: 'her, with the ' },
      { kind: 'removed', text: 'frame' },
      { kind: 'added', text: 'frame and a belt' },
      { kind: 'same', text: '.' },
    ]);
  });

  it('of nothing is all new, and to nothing all gone', () => {
    expect(wordDiff('', 'Tea at four')).toEqual([{ kind: 'added', text: 'Tea at four' }]);
    expect(wordDiff('Tea at four', '')).toEqual([{ kind: 'removed', text: 'Tea at four' }]);
    expect(wordDiff('', '')).toEqual([]);
    expect(wordDiff('the same', 'the same')).toEqual([{ kind: 'same', text: 'the same' }]);
  });

  it('always says both texts again, whatever they are', () => {
    const words = ['tea', 'tea ', 'Łukasz ', 'isn’t ', '- ', '\n', '. ', '**', '  ', '5 ml'];
    const roll = dice(7);
    for (let run = 0; run < 300; run += 1) {
      const text = () => Array.from({ length: roll(12) }, () => words[roll(words.length)]).join('');
      const [from, to] = [text(), text()];
      const pieces = wordDiff(from, to);
      expect(side(pieces, 'added')).toBe(from);
      expect(side(pieces, 'removed')).toBe(to);
    }
  });

  it('says what came and went to whoever listens, too', async () => {
    const { container } = await render(<WordDiff from="Walk beside her" to="Walk behind her" />);
    expect(container.querySelector('ins')).toHaveTextContent('added: behind end.');
    expect(container.querySelector('del')).toHaveTextContent('removed: beside end.');
  });
});
