import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { render } from '~/test/render';
import { Markdown } from './Markdown';
import { blocksOf, runsOf } from './markdown';

describe('the small Markdown of plans', () => {
  it('knows paragraphs, lists, headings and bold', () => {
    const text =
      '# Mornings\nShe wakes **early**\nand is glad of company.\n\n- tea\n- **toast**\n1. stand\n2. walk';
    expect(blocksOf(text)).toEqual([
      { kind: 'heading', runs: [{ text: 'Mornings', bold: false }] },
      {
        kind: 'paragraph',
        lines: [
          [
            { text: 'She wakes ', bold: false },
            { text: 'early', bold: true },
          ],
          [{ text: 'and is glad of company.', bold: false }],
        ],
      },
      {
        kind: 'list',
        ordered: false,
        items: [[{ text: 'tea', bold: false }], [{ text: 'toast', bold: true }]],
      },
      {
        kind: 'list',
        ordered: true,
        items: [[{ text: 'stand', bold: false }], [{ text: 'walk', bold: false }]],
      },
    ]);
  });

  it('leaves what it does not know as it stands', () => {
    expect(runsOf('2 ** 3, and **not closed')).toEqual([{ text: '2 ** 3, and **not closed', bold: false }]);
    expect(blocksOf('[here](javascript:alert(1))')).toEqual([
      { kind: 'paragraph', lines: [[{ text: '[here](javascript:alert(1))', bold: false }]] },
    ]);
  });

  it('makes no element of what somebody typed', async () => {
    const text = '<img src=x onerror="alert(1)">\n- <script>alert(2)</script>\n**<b>x</b>**';
    const { container } = await render(<Markdown text={text} />);
    expect(container.querySelector('img, script, b, a')).toBeNull();
    expect(screen.getByText('<script>alert(2)</script>')).toBeVisible();
    expect(screen.getByText('<img src=x onerror="alert(1)">')).toBeVisible();
  });
});
