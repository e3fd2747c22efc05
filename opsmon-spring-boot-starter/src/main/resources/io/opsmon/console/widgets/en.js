// Texts of the elements for pages of an application, in English.

export default {
  history: 'History',
  'history.field': 'Field',
  'history.old': 'Old value',
  'history.new': 'New value',
  'history.user': 'Changed by',
  'history.time': 'Time',
  'history.none': 'No changes recorded',
  'history.more': 'Show more',
  'history.shown': 'Changes shown: {n}',
  'history.forbidden': 'You don\'t have permission to view this history.',
  loading: 'Loading…',
  signIn: 'Sign in to view this.',
  off: 'This feature is disabled.',
  noAnswer: 'Can\'t reach the server.',
  failed: 'The data could not be loaded.',
  tryAgain: 'Try again',
};
