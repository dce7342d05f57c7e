/** "Waiting to send", for a manager: what somebody else left on the device. */
export const handIn = {
  mine: 'Everything of yours has been sent.',
  act: 'Hand in {count, plural, one {# entry} other {# entries}} of {name}’s',
  offline: 'Waits for a connection.',
  title: 'Hand in {count, plural, one {# entry} other {# entries}} of {name}’s',
  means:
    'They are recorded with you as the author, “as claimed by {name}’s device”. They do not count as signed by {name}. Do this when {name} can’t sign in here any more.',
  list: 'What {name} left here',
  yes: '{count, plural, one {Hand it in} other {Hand # in}}',
  done: '{stayed, plural, =0 {{count, plural, one {# entry} other {# entries}} of {name}’s handed in.} other {{count} handed in, {stayed} not taken: the reason stands beside each.}}',
  failed: 'The server was not reached. Everything is still here. Try again.',
  stay: '{count, plural, one {One entry stays} other {# entries stay}} here',
  onlyThey: 'Only {name} can send this, signed in here.',
  forOthers: 'They go when {name} signs in here again.',
};
