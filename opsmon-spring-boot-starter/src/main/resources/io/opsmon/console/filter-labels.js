// Filters and their values in words.

import { fullTime, plain } from './format.js';
import { t, word } from './i18n.js';

/** The label of a filter, where it is not called as the filter is. */
const LABELS = /** @type {Record<string, string>} */ ({
  resourceId: 'resource',
  traceId: 'trace',
  sessionReference: 'session',
  method: 'loginMethod',
  minDurationMillis: 'minDuration',
  field: 'changes.what',
  table: 'dataChanges.table',
  key: 'dataChanges.key',
  column: 'dataChanges.column',
  operation: 'dataChanges.operation',
  outside: 'dataChanges.origin',
  oldValue: 'changes.before',
  newValue: 'changes.after',
});

export const label = (/** @type {string} */ filter) => t(LABELS[filter] ?? filter);

/** @param {string} filter @param {string} value */
export const valueOf = (filter, value) =>
  plain(filter === 'from' || filter === 'to' ? fullTime(value) : word(filter, value));
