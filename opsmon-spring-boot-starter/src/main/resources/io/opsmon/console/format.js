// How values are shown.

import { language, t } from './i18n.js';
import { settings } from './settings.js';

export { plain } from './plain.js';

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {Intl.DateTimeFormatOptions} options */
function dateFormat(options) {
  const key = `${language()} ${settings().zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language(), { ...options, timeZone: settings().zone || undefined });
    formats.set(key, format);
  }
  return format;
}

/** @param {string} iso */
export function fullTime(iso) {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'long' }).format(new Date(iso));
}

const PARTS = /** @type {Intl.DateTimeFormatOptions} */ ({
  calendar: 'gregory',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** What clocks in the chosen zone show, as milliseconds as if the zone were UTC. @param {number} millis since 1970 */
function wallClock(millis) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en', { ...PARTS, timeZone: settings().zone || undefined })
      .formatToParts(millis)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const wall = new Date(0);
  wall.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  wall.setUTCHours(parts.hour, parts.minute, parts.second);
  return wall.getTime();
}

/** In the chosen zone, for an input of type datetime-local. @param {string | null} iso */
export function localTime(iso) {
  const millis = Date.parse(iso ?? '');
  return Number.isNaN(millis) ? '' : new Date(wallClock(millis)).toISOString().slice(0, 19);
}

/**
 * The moment at which clocks in the chosen zone show a time, the earlier one of two; a time that is left out when
 * clocks are put forward is the one as much later.
 * @param {string} local a date, of which it is the first moment, or a date and a time, without a zone
 * @returns {string | null} null if it is none
 */
export function instantOf(local) {
  const wall = Date.parse(`${local.length === 10 ? `${local}T00:00` : local}Z`);
  if (Number.isNaN(wall)) return null;
  const day = 86_400_000;
  const offsets = [wallClock(wall - day) - (wall - day), wallClock(wall + day) - (wall + day)].map(
    (offset) => Math.round(offset / 1_000) * 1_000,
  );
  const candidates = [wall - offsets[0], wall - offsets[1]].sort((a, b) => a - b);
  const exact = candidates.find((each) => wallClock(each) === wall - (wall % 1_000));
  return new Date(exact ?? wall - offsets[0]).toISOString();
}

/** A bound of a range, to the minute. @param {string} iso */
export function rangeTime(iso) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : dateFormat({ dateStyle: 'short', timeStyle: 'short' }).format(date);
}

/** The chosen zone. */
export const zoneName = () => settings().zone || Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The day. @param {string} iso */
export const date = (iso) => dateFormat({ dateStyle: 'full' }).format(new Date(iso));

/** Of today. @param {number} millis since 1970 */
export const clock = (millis) => dateFormat({ timeStyle: 'medium' }).format(new Date(millis));

/**
 * By the settings: how long ago, or the clock today, with the day before that, with the year before this one.
 * @param {string} iso
 */
export function shortTime(iso) {
  const time = new Date(iso);
  if (settings().times === 'relative') return ago(time);
  const now = new Date();
  const day = dateFormat({ dateStyle: 'short' });
  const clock = dateFormat({ timeStyle: 'medium' }).format(time);
  if (day.format(now) === day.format(time)) return clock;
  const isThisYear = now.getFullYear() === time.getFullYear();
  const date = dateFormat({ year: isThisYear ? undefined : 'numeric', month: 'short', day: 'numeric' });
  return `${date.format(time)} ${clock}`;
}

/**
 * A mark on the time axis of a chart: the day where one begins, otherwise the time.
 * @param {number} millis since 1970 @param {number | null} before the mark to the left
 */
export function chartTime(millis, before) {
  const day = dateFormat({ month: 'short', day: 'numeric' });
  const isMidnight = wallClock(millis) % 86_400_000 === 0;
  if (isMidnight || (before !== null && millis - before >= 86_400_000)) return day.format(millis);
  const time = dateFormat({ hour: 'numeric', minute: '2-digit' }).format(millis);
  return before === null ? `${day.format(millis)} ${time}` : time;
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** @param {Date} time */
export function ago(time) {
  const seconds = (time.getTime() - Date.now()) / 1_000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** @param {number} millis */
export function duration(millis) {
  if (millis < 1) return `${Math.round(millis * 1_000)} ${t('unit.us')}`;
  if (millis < 1_000) return `${millis.toFixed(millis < 10 ? 1 : 0)} ${t('unit.ms')}`;
  if (millis < 60_000) return `${(millis / 1_000).toFixed(1)} ${t('unit.s')}`;
  return span(millis);
}

/** A longer time, in its two largest units. @param {number} millis */
export function span(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1_000));
  const parts = /** @type {[number, string][]} */ ([
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]);
  const first = parts.findIndex(([value]) => value > 0);
  return first < 0
    ? `0 ${t('unit.s')}`
    : parts
        .slice(first, first + 2)
        .filter(([value]) => value > 0)
        .map(([value, unit]) => `${value} ${t(`unit.${unit}`)}`)
        .join(' ');
}

/** @param {number} count */
export function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, count)) / Math.log(1_000))));
  const value = count / 1_000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}

/** @param {number} value */
export const number = (value) => new Intl.NumberFormat(language()).format(value);

/** @param {number} share from 0 to 1 */
export const percent = (share) =>
  new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 }).format(share);

/** @param {{value: number, relation: string} | null} total */
export function count(total) {
  if (!total) return '';
  return total.relation === 'gte' ? t('moreThan', { n: number(total.value) }) : number(total.value);
}
