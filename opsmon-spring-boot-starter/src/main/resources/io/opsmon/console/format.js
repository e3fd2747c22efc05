// How values are shown.

const timeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const dayFormat = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const dayOfYearFormat = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const clockFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** @param {string} iso */
export function fullTime(iso) {
  return timeFormat.format(new Date(iso));
}

/** The clock today, with the day before that, with the year before this one. @param {string} iso */
export function shortTime(iso) {
  const time = new Date(iso);
  const now = new Date();
  if (now.toDateString() === time.toDateString()) return clockFormat.format(time);
  const day = now.getFullYear() === time.getFullYear() ? dayFormat : dayOfYearFormat;
  return `${day.format(time)}, ${clockFormat.format(time)}`;
}

/** @param {number} micros */
export function duration(micros) {
  if (micros < 1000) return `${micros} µs`;
  if (micros < 1_000_000) return `${(micros / 1000).toFixed(micros < 10_000 ? 1 : 0)} ms`;
  return `${(micros / 1_000_000).toFixed(1)} s`;
}

/** Control and direction characters made visible, so that a value cannot dress up as another. @param {unknown} value */
export function plain(value) {
  return String(value ?? '').replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
