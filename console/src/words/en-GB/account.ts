export const signIn = {
  title: 'Sign in',
  email: 'Email',
  password: 'Password',
  act: 'Sign in',
  forgot: 'I have forgotten my password',
  whoTitle: 'Who are you?',
  pinTitle: 'A PIN for this tablet',
  pass: 'I have a code for this shift',
  needEmail: 'Enter your email.',
  needPassword: 'Enter your password.',
  refused: 'The email or the password is not right. Check both and try again.',
  stepTitle: 'Your second step',
  stepIntro: 'Open the authenticator app on your phone and enter the six digits that it shows for Almoner.',
  code: 'Code',
  codeAct: 'Go on',
  codeRefused: 'That code is not right, or it has been used. Wait for the next one and try again.',
  needCode: 'Enter the six digits.',
  recoveryIntro:
    'Enter one of the recovery codes that you kept when you set up the authenticator. Each works once.',
  recoveryCode: 'Recovery code',
  needRecovery: 'Enter a recovery code.',
  useRecovery: 'I can’t use my authenticator',
  useApp: 'Use the authenticator app',
  startAgain: 'Start again',
  ended: 'You have been signed out.',
  endedByTime: 'Your sign-in has ended. Sign in to go on.',
  tagline: 'The record of the care you give.',
  taglineMore:
    'Residents, homes and the people who look after them, in one place that keeps to who may see what.',
};

export const again = {
  title: 'Sign in again',
  intro: 'Your sign-in has ended. The page behind this, and everything that you typed, stays as it is.',
  as: 'You are {name}',
  other: 'I am somebody else',
  otherHint: 'Leaves this page. What was typed stays with {name}.',
  codeTitle: 'Prove that it is you',
  codeIntro: 'This needs a code from your authenticator, again. It then counts for ten minutes.',
  noFactor: 'This needs an authenticator, and you have not set one up. You can do that under “My account”.',
  toAccount: 'Go to my account',
};

export const organisation = {
  title: 'Where are you working?',
  intro: 'You belong to more than one organisation. You can change later from the menu with your name.',
  none: 'You don’t belong to an organisation',
  noneWhy: 'Nobody has invited you yet, or your place has ended. Ask your manager for an invitation.',
  needsFactor: 'Needs an authenticator, which you can set up under “My account”',
  choose: 'Work in {name}',
  failed: 'That could not be chosen.',
  factorFirst: 'It asks for an authenticator, and I have none',
};

export const reset = {
  askTitle: 'Set a new password',
  askIntro: 'Enter the email with which you sign in. We send you a link that is good for a short time.',
  askAct: 'Send the link',
  askedTitle: 'Look into your mail',
  asked:
    'If there is an account with {email}, a link is on its way to it. It may take a few minutes; look into the folder for unwanted mail too.',
  finishTitle: 'Choose a new password',
  newPassword: 'New password',
  newHint:
    'At least 8 characters. Three or four words that don’t belong together are good. Nothing else is asked of it.',
  needNew: 'Enter a password of at least 8 characters.',
  finishAct: 'Set the password',
  doneTitle: 'Your password is set',
  done: 'You were signed out everywhere. Sign in with the new password.',
  toSignIn: 'Go to sign in',
  badTitle: 'This link has been used or is too old',
  bad: 'Ask for a new one; it takes a minute.',
  askAgain: 'Ask for a new link',
  back: 'Back to sign in',
  incomplete: 'This link is not whole. Open it from the mail again, or ask for a new one.',
};
