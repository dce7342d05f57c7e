import compile from 'icu-minify/compile';
import { createTranslator } from 'use-intl';
import { expect, it } from 'vitest';

/** As the build compiles it and the console formats it. */
function said(message: string, values: Record<string, unknown>): string {
  const messages = { text: compile(message) } as never;
  const t = createTranslator({
    locale: 'en-GB',
    messages,
    timeZone: 'Europe/London',
    onError: (error) => {
      throw error;
    },
  });
  return (t as unknown as (key: string, values: object) => string)('text', values);
}

it('a message that comes to nothing is an empty text', () => {
  const message = '{count, plural, =0 {} one {# was here} other {# were here}}';
  expect([0, 1, 1200].map((count) => said(message, { count }))).toEqual([
    '',
    '1 was here',
    '1,200 were here',
  ]);
  expect(said('{a}', { a: '' })).toBe('');
});

it('choices within choices, quotes and values stand as they are written', () => {
  const message =
    "{who, select, me {It''s yours} other {{n, plural, one {# of {name}’s} other {# of {name}’s, '{all}'}}}}";
  expect(said(message, { who: 'me', n: 1, name: 'Ben' })).toBe("It's yours");
  expect(said(message, { who: 'x', n: 2, name: '<b>' })).toBe('2 of <b>’s, {all}');
});
