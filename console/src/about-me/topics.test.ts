import { anAboutMe } from '@almoner/client/testing';
import { expect, it } from 'vitest';
import { byTopic, mostUseful } from './topics';

const words = [
  anAboutMe({ topic: 'interests', text: 'Darts' }, 1),
  anAboutMe({ topic: 'communication', text: 'Left ear' }, 2),
  anAboutMe({ topic: 'matters_to_me', text: 'My cat', status: 'proposed' }, 3),
  anAboutMe({ topic: 'matters_to_me', text: 'My garden', said_by: 'family' }, 4),
  anAboutMe({ topic: 'please_do_not', text: 'Rush me', status: 'proposed', said_by: 'staff' }, 5),
];

it('stands by topic: what is checked first, and of that the own words', () => {
  expect(byTopic(words).map((one) => [one.topic, one.words.map(({ text }) => text)])).toEqual([
    ['matters_to_me', ['My garden', 'My cat']],
    ['please_do_not', ['Rush me']],
    ['communication', ['Left ear']],
    ['interests', ['Darts']],
  ]);
});

it('chooses one line of the first three topics for the glance', () => {
  expect(mostUseful(words).map(({ text }) => text)).toEqual(['My garden', 'Rush me', 'Left ear']);
  expect(mostUseful([])).toEqual([]);
});
