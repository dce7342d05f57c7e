/** Signing in with the code of a pass for one shift. */
export const pass = {
  title: 'Start with a code',
  intro: 'Whoever let you in has a code for you. It is good once, for half an hour.',
  code: 'Code',
  hint: 'Sixteen letters and numbers, as 7K3Q-M9T2-B4XW-0HZC.',
  act: 'Start',
  need: 'Enter the code.',
  short: 'The code has sixteen letters and numbers. Check that none is missing.',
  refused:
    'This code is not right, was used already, or is too old. Check it, or ask whoever let you in for a new one.',
  back: 'Sign in with an email instead',
};
