// Schedules in words, for every expression that Spring reads: second, minute, hour, day of month, month, day of week.

import { language, t } from './i18n.js';

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const MACROS = /** @type {Record<string, string>} */ ({
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
});

const NUMBER = /^\d+$/;
const NUMBERS = /^\d+(,\d+)*$/;
const STEP = /^(?:0|\*)\/(\d+)$/;

/** @param {string} text */
const isAny = (text) => text === '*' || text === '?';

/** @param {string[]} names @param {string} text a name or a number @param {number} first the number of the first */
function indexOf(names, text, first) {
  const known = names.indexOf(text.toUpperCase());
  const index = known >= 0 ? known : NUMBER.test(text) ? Number(text) - first : NaN;
  return index >= 0 ? index : NaN;
}

/** @param {string} text @returns {string} */
function dayName(text) {
  const day = indexOf(DAYS, text, 0);
  return Number.isNaN(day) ? text : t(`day.${day % 7}`);
}

/** @param {string} text @returns {string} */
function monthName(text) {
  const month = indexOf(MONTHS, text, 1);
  if (Number.isNaN(month) || month > 11) return text;
  return new Intl.DateTimeFormat(language(), { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month, 1));
}

/** @param {string} hour @param {string} minute @param {string} [second] */
function clock(hour, minute, second = '0') {
  const parts = Number(second) ? [hour, minute, second] : [hour, minute];
  return parts.map((part) => String(Number(part)).padStart(2, '0')).join(':');
}

/**
 * Several values, ranges and steps.
 * @param {string} text @param {string} unit @param {(value: string) => string} name
 */
function values(text, unit, name = String) {
  return text
    .split(',')
    .map((part) => {
      const [range, step] = part.split('/');
      const [first, last] = range.split('-');
      const ends = last === undefined ? name(first) : t('day.range', { first: name(first), last: name(last) });
      const words = isAny(range) ? '' : ends;
      if (step === undefined) return isAny(range) ? t(`cron.every.${unit}`) : words;
      const every = t(`cron.step.${unit}`, { n: step });
      if (!words || (range === '0' && unit !== 'day')) return every;
      return last === undefined
        ? t('cron.stepFrom', { every, first: words })
        : t('cron.stepIn', { every, range: words });
    })
    .join(t('list'));
}

/** All values, or a step through all: "every 5 minutes" needs no introduction. */
const EVERY = /^[*?0]\/\d+$|^[*?]$/;

/** @param {string} text @param {string} unit */
function partInWords(text, unit) {
  const words = values(text, unit);
  return EVERY.test(text) ? words : t(`cron.${unit}`, { values: words });
}

/** @param {string} second @param {string} minute @param {string} hour */
function timeInWords(second, minute, hour) {
  if (NUMBER.test(second) && NUMBER.test(minute) && NUMBERS.test(hour)) {
    return t('cron.at', {
      clock: hour
        .split(',')
        .map((each) => clock(each, minute, second))
        .join(t('list')),
    });
  }
  const parts = [];
  if (!isAny(hour)) parts.push(partInWords(hour, 'hour'));
  if (!isAny(minute) || !isAny(hour)) parts.push(partInWords(minute, 'minute'));
  if (second !== '0') parts.push(partInWords(second, 'second'));
  return parts.length ? parts.join(t('list')) : t('cron.every.minute');
}

/** @param {string} day of month */
function dayInWords(day) {
  const before = /^L-(\d+)$/i.exec(day);
  const near = /^(\d+)W$/i.exec(day);
  if (/^L$/i.test(day)) return t('cron.lastDay');
  if (/^LW$/i.test(day)) return t('cron.lastWeekday');
  if (before) return t('cron.beforeLastDay', { n: before[1] });
  if (near) return t('cron.nearDay', { day: near[1] });
  return EVERY.test(day) ? values(day, 'day') : t('cron.onDay', { day: values(day, 'day') });
}

/** @param {string} weekday */
function weekdayInWords(weekday) {
  const last = /^(\w+)L$/i.exec(weekday);
  const nth = /^(\w+)#(\d)$/.exec(weekday);
  if (last) return t('cron.lastOf', { day: dayName(last[1]) });
  if (nth) return t('cron.nthOf', { n: nth[2], day: dayName(nth[1]) });
  return t('cron.onDays', { days: values(weekday, 'day', dayName) });
}

/** The usual schedules have a short text. @param {string} minute @param {string} hour */
function oftenInWords(minute, hour) {
  if (isAny(hour) && STEP.test(minute)) return t('cron.minutes', { n: STEP.exec(minute)?.[1] });
  if (isAny(hour) && NUMBER.test(minute)) return t('cron.hourly', { minute });
  if (STEP.test(hour) && NUMBER.test(minute)) return t('cron.hours', { n: STEP.exec(hour)?.[1], minute });
  return null;
}

/** @param {string[]} fields second, minute, hour, day of month, month, day of week */
function usual([second, minute, hour, day, month, weekday]) {
  if (second !== '0' || !isAny(month)) return null;
  if (isAny(day) && isAny(weekday)) {
    const often = oftenInWords(minute, hour);
    if (often) return often;
  }
  if (!NUMBER.test(minute) || !NUMBERS.test(hour)) return null;
  const at = hour
    .split(',')
    .map((each) => clock(each, minute))
    .join(t('list'));
  if (isAny(day) && isAny(weekday)) return t('cron.daily', { clock: at });
  if (isAny(day) && /^\w+(-\w+)?(,\w+(-\w+)?)*$/.test(weekday) && !/L$/i.test(weekday)) {
    return t('cron.weekly', { days: values(weekday, 'day', dayName), clock: at });
  }
  return NUMBER.test(day) && isAny(weekday) ? t('cron.monthly', { day, clock: at }) : null;
}

/** @param {string} cron @returns {string} the expression itself, marked, if it is none */
export function inWords(cron) {
  const text = cron.trim();
  const fields = (MACROS[text.toLowerCase()] ?? text).split(/\s+/);
  if (fields.length !== 6) return t('cron.other', { cron });
  const short = usual(fields);
  if (short) return short;
  const [second, minute, hour, day, month, weekday] = fields;
  const parts = /** @type {Record<string, string>} */ ({
    time: timeInWords(second, minute, hour),
    day: isAny(day) ? '' : dayInWords(day),
    weekday: isAny(weekday) ? '' : weekdayInWords(weekday),
    month: isAny(month) ? '' : t('cron.inMonth', { months: values(month, 'month', monthName) }),
  });
  // Languages differ in what comes first.
  return t('cron.order')
    .split(' ')
    .map((name) => parts[name])
    .filter(Boolean)
    .join(t('cron.and'));
}

/**
 * A schedule of the builder: its kind, the time of day, days of the week from Sunday as 0, and the day of the month.
 * @typedef {{kind: 'daily' | 'weekly' | 'monthly' | 'custom', at: string, days: number[], day: string}} Plan
 */

/** @param {string} cron @returns {Plan} custom if the builder has no such schedule */
export function planOf(cron) {
  const [second, minute, hour, day, month, weekday] = cron.trim().split(/\s+/);
  const isAtOneTime = second === '0' && NUMBER.test(minute ?? '') && NUMBER.test(hour ?? '');
  const plan = /** @type {Plan} */ ({ kind: 'custom', at: '03:30', days: [1, 2, 3, 4, 5], day: '1' });
  if (!isAtOneTime || !isAny(month ?? '') || weekday === undefined) return plan;
  const at = clock(hour, minute);
  if (isAny(day) && isAny(weekday)) return { ...plan, kind: 'daily', at };
  const days = daysOf(weekday);
  if (isAny(day) && days) return { ...plan, kind: 'weekly', at, days };
  const isInEveryMonth = day === 'L' || (NUMBER.test(day) && Number(day) <= 28);
  if (isAny(weekday) && isInEveryMonth) return { ...plan, kind: 'monthly', at, day };
  return plan;
}

/** @param {string} weekday @returns {number[] | null} */
function daysOf(weekday) {
  const days = [];
  for (const part of weekday.split(',')) {
    const [first, last] = part.split('-').map((each) => indexOf(DAYS, each, 0));
    if (Number.isNaN(first) || Number.isNaN(last)) return null;
    for (let day = first; day <= (last ?? first); day += 1) days.push(day % 7);
  }
  return days.length ? days : null;
}

/** @param {Plan} plan not a custom one @returns {string} */
export function cronOf({ kind, at, days, day }) {
  const [hour, minute] = at.split(':').map(Number);
  const time = `0 ${minute} ${hour}`;
  if (kind === 'weekly')
    return `${time} * * ${[...days]
      .sort((a, b) => a - b)
      .map((each) => DAYS[each])
      .join(',')}`;
  return kind === 'monthly' ? `${time} ${day} * *` : `${time} * * *`;
}
