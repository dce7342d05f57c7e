export const kit = {
  optional: '(optional)',
  less: 'Less',
  moreOf: 'More',
  choose: 'Choose',
  typeToFind: 'Type to find',
  showAll: 'Show all',
  clear: 'Clear',
  nothingFound: 'Nothing found. Try fewer letters.',
  close: 'Close',
  dismiss: 'Dismiss',
  undo: 'Undo',
  notices: 'Notices',
  loading: 'Loading',
  tryAgain: 'Try again',
  loadMore: 'Show more',
  requestId: 'If you report this, give the number',
  notRecorded: 'Not recorded',
  cancel: 'Cancel',
  deedFailed: 'That did not work. {why}',
};

export const failure = {
  network: 'The server could not be reached. Check the connection and try again; nothing you typed is lost.',
  unavailable: 'The service is busy. Try again in a moment; nothing you typed is lost.',
  tooMany:
    'There were too many attempts. {wait, plural, =0 {Try again in a few minutes.} one {Try again in # minute.} other {Try again in # minutes.}}',
  crash: 'Something in this page broke. Reload it; what you typed in a form is kept.',
};

export const form = {
  summary:
    '{count, plural, one {There is a problem with what you entered} other {There are # problems with what you entered}}',
  kept: 'We kept what you typed {when}.',
  discard: 'Discard it',
  notSaved: 'This could not be saved',
  signInAgain: 'Your sign-in has ended. What you typed is still here: sign in, then try again.',
  secondFactor: 'This needs a fresh code from your authenticator. What you typed is still here.',
  needed: 'Fill in “{label}”.',
};

export const conflict = {
  title: 'Somebody changed this while you were working',
  intro:
    'Both versions are here. For each difference choose which to keep; nothing is saved until you press the button.',
  yours: 'Yours',
  theirs: 'Theirs',
  was: 'Before: {value}',
  empty: 'Empty',
  keepAllYours: 'Take all of yours',
  keepAllTheirs: 'Take all of theirs',
  save: 'Save this',
  choose: 'Choose one for {label}.',
  yes: 'Yes',
  no: 'No',
};
