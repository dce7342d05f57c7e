import { expect, it } from 'vitest';
import { stepsOf } from './steps';

const states = (...[setUp]: Parameters<typeof stepsOf>) => stepsOf(setUp).map(({ state }) => state);

it('begins with the home', () => {
  expect(states({ homes: [], people: 1, residents: 0 })).toEqual(['next', 'later', 'later', 'later']);
});

it('goes on where something is missing, also when a later step was taken first', () => {
  expect(states({ homes: [{ beds: 0 }], people: 3, residents: 0 })).toEqual([
    'done',
    'next',
    'done',
    'later',
  ]);
});

it('does not count the owner alone as a team', () => {
  expect(states({ homes: [{ beds: 2 }], people: 1, residents: 0 })).toEqual([
    'done',
    'done',
    'next',
    'later',
  ]);
  expect(states({ homes: [{ beds: 2 }], people: 2, residents: 1 })).toEqual(['done', 'done', 'done', 'done']);
});
