/** Accepting an invitation: the first that many see of us. */
export const invitation = {
  title: 'Welcome, {name}',
  reading: 'Your invitation',
  intro: '{organisation} has invited you to Almoner. Your email here is {email}.',
  introOwner: 'You are the first owner of {organisation}. Your email here is {email}.',
  register: 'Choose a password for your sign-in.',
  act: 'Join {organisation}',
  signInFirst: 'There is a sign-in with {email} already. Sign in with it, and you will come back here.',
  signInAct: 'Sign in',
  acceptAs: 'You are signed in as {email}.',
  wrongAccount:
    'You are signed in as {email}, but this invitation is for {invited}. Sign out and sign in with that email.',
  badTitle: 'This invitation has been used or is too old',
  bad: 'Ask the person who invited you to send it again.',
  good: 'Good until {when}.',
  failed: 'Your invitation could not be read.',
  joined: 'You have joined {organisation}.',
};
