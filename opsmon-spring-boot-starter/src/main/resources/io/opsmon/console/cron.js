// Schedules in words.

import { t } from './i18n.js';

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** @param {string} day as a number or a name */
function dayName(day) {
  const known = DAYS.indexOf(day.toUpperCase());
  const number = known >= 0 ? known : Number(day) % 7;
  return Number.isInteger(number) ? t(`day.${number}`) : day;
}

/** @param {string} days a day, or the first and the last of several */
function dayNames(days) {
  const [first, last] = days.split('-');
  return last === undefined ? dayName(first) : t('day.range', { first: dayName(first), last: dayName(last) });
}

/** @param {string} hour @param {string} minute */
const clock = (hour, minute) => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;

/**
 * The usual schedules in words; any other as it is.
 * @param {string} cron second, minute, hour, day of month, month, day of week
 */
export function inWords(cron) {
  const [second, minute, hour, day, month, weekday] = cron.trim().split(/\s+/);
  const isNumber = (/** @type {string} */ text) => /^\d+$/.test(text);
  const everyDay = (day === '*' || day === '?') && month === '*';
  const step = /^(?:0|\*)\/(\d+)$/;
  if (second !== '0' || weekday === undefined || month !== '*') return t('cron.other', { cron });
  if (everyDay && (weekday === '*' || weekday === '?')) {
    if (hour === '*' && step.test(minute)) return t('cron.minutes', { n: minute.match(step)?.[1] });
    if (hour === '*' && isNumber(minute)) return t('cron.hourly', { minute });
    if (step.test(hour) && isNumber(minute)) return t('cron.hours', { n: hour.match(step)?.[1], minute });
    if (isNumber(hour) && isNumber(minute)) return t('cron.daily', { clock: clock(hour, minute) });
  }
  if (isNumber(hour) && isNumber(minute)) {
    if (everyDay && /^\w+(-\w+)?(,\w+(-\w+)?)*$/.test(weekday)) return t('cron.weekly', { days: weekday.split(',').map(dayNames).join(t('list')), clock: clock(hour, minute) });
    if (isNumber(day) && (weekday === '*' || weekday === '?')) return t('cron.monthly', { day, clock: clock(hour, minute) });
  }
  return t('cron.other', { cron });
}
