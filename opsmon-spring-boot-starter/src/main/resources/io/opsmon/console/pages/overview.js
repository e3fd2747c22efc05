// How it goes: every figure leads to what it counts.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { Problem, get } from '../api.js';
import { ago, bytes, clock as timeOf, count, duration, number, percent, plain } from '../format.js';
import { t, word } from '../i18n.js';
import { bars, problemPanel } from '../components.js';
import { link } from '../router.js';

const HOURS = 24;
const REFRESH_MILLIS = 30_000;

let draw = () => {};
/** What was read, by the name of the part. @type {Record<string, any>} */
let parts = {};
/** @type {Error | null} */
let failure = null;
let readAt = 0;
/** @type {number | undefined} */
let clock;

async function read() {
  try {
    parts = await get('overview');
    failure = null;
    readAt = Date.now();
  } catch (problem) {
    failure = /** @type {Error} */ (problem);
  }
  draw();
}

const since = () => ({ from: new Date(readAt - HOURS * 3_600_000).toISOString() });

/** @param {string} name @param {(value: any) => unknown} view */
function part(name, view) {
  const value = parts[name];
  return value && !value.problem ? view(value) : nothing;
}

/** What could not be read, each reason once. */
function problems() {
  const reasons = new Set(Object.values(parts).filter((value) => value.problem).map((value) => value.problem.detail));
  return html`${failure ? html`<p class="panel warn" role="alert">${t('stale', { when: timeOf(readAt) })}</p>` : nothing}
    ${part('backups', ({ storage }) => (storage ? html`<p class="panel bad" role="alert"><a href=${link('backups')}>${t(storage.code ? 'storage.unrecognized' : 'storage.unavailable')}</a></p>` : nothing))}
    ${[...reasons].map((reason) => html`<p class="panel warn" role="alert">${plain(reason)}</p>`)}`;
}

/** @param {string} label @param {unknown} figure @param {string} href @param {unknown} [more] @param {string} [tone] */
const card = (label, figure, href, more, tone = '') => html`<a class="card ${tone}" href=${href}><span class="label">${label}</span><span class="figure">${figure}</span><span class="count">${more ?? nothing}</span></a>`;

function cards() {
  return html`<div class="cards">
    ${part('operations', (stats) => card(t('overview.operations'), number(stats.total), link('operation-logs', since()), t('overview.lastDay')))}
    ${part('operations', (stats) => card(t('overview.failures'), number(stats.failures), link('operation-logs', { ...since(), outcome: 'FAILURE' }), percent(stats.failureRate), stats.failures ? 'bad' : 'good'))}
    ${part('logins', (stats) => card(t('overview.logins'), number(stats.total - stats.failures), link('login-logs', { ...since(), event: 'LOGIN', outcome: 'SUCCESS' }), t('overview.lastDay')))}
    ${part('logins', (stats) => card(t('overview.loginFailures'), number(stats.failures), link('login-logs', { ...since(), event: 'LOGIN', outcome: 'FAILURE' }), percent(stats.failureRate)))}
    ${part('locks', (locks) => card(t('locks'), number(locks.items.length), link('login-logs', { tab: 'locks' }), nothing, locks.items.length ? 'warn' : ''))}
    ${part('online', (page) => card(t('overview.online'), count(page.total), link('online-users')))}
    ${part('backups', (answer) => answer.items.map((/** @type {any} */ source) => card(
      t('overview.lastBackup', { source: plain(source.name) }), source.lastGood ? ago(new Date(source.lastGood.requestedAt)) : t('backup.never'),
      link('backups', { dataSource: source.name }), source.lastGood ? `${word('backupStatus', source.lastGood.status)} · ${bytes(source.lastGood.stored?.storedBytes ?? 0)}` : t('backup.noneGood'),
      source.lastGood && !(source.maxAgeMillis && Date.now() - Date.parse(source.lastGood.requestedAt) > source.maxAgeMillis) ? 'good' : 'bad')))}
    ${part('schedules', (answer) => {
      const next = answer.items.map((/** @type {any} */ schedule) => schedule.next).filter(Boolean).sort()[0];
      return next ? card(t('overview.nextBackup'), ago(new Date(next)), link('backups', { tab: 'schedules' })) : nothing;
    })}
    ${part('recorder', (recorder) => card(t('overview.recorder'), word('recorderState', recorder.state), link('operation-logs'),
      t('overview.recorderMore', { queue: number(recorder.queueDepth), spilled: number(recorder.spilled), dropped: number(recorder.dropped) }),
      recorder.state === 'OUTAGE' || recorder.dropped ? 'bad' : 'good'))}
  </div>`;
}

/** @param {string} title @param {{value: string, count: number, failures: number}[]} values @param {(value: string) => string} href @param {(value: string) => string} [text] */
const ranking = (title, values, href, text = plain) => html`<section class="panel"><h2>${title}</h2>
  ${values.length ? html`<ol class="ranking">${values.slice(0, 8).map(({ value, count, failures }) => html`<li><a href=${href(value)}>${text(value)}</a>
    <span class="count">${number(count)}${failures ? html` · <span class="error">${number(failures)}</span>` : nothing}</span></li>`)}</ol>` : html`<p class="count">${t('nothing')}</p>`}</section>`;

/** @type {import('../app.js').Page} */
export default {
  name: 'overview',
  show(context) {
    draw = context.draw;
    read();
    clock ??= setInterval(() => {
      if (!document.hidden) read();
    }, REFRESH_MILLIS);
  },
  leave() {
    clearInterval(clock);
    clock = undefined;
  },
  view() {
    const isSilent = failure instanceof Problem && failure.status === 0;
    if (failure && !(isSilent && readAt)) return html`<h1>${t('page.overview')}</h1>${problemPanel(failure, read)}`;
    if (!readAt) return html`<h1>${t('page.overview')}</h1><p class="notice" role="status">${t('loading')}</p>`;
    return html`<div class="heading"><h1>${t('page.overview')}</h1><div class="tools"><button type="button" @click=${read}>${t('refresh')}</button></div></div>
      ${problems()}${cards()}
      <div class="panels">
        ${part('operations', (stats) => html`<section class="panel wide"><h2>${t('overview.operationsOverTime')}</h2>${bars({ label: t('overview.operationsOverTime'), ...stats, href: (range) => link('operation-logs', range) })}</section>`)}
        ${part('logins', (stats) => html`<section class="panel wide"><h2>${t('overview.loginsOverTime')}</h2>${bars({ label: t('overview.loginsOverTime'), ...stats, href: (range) => link('login-logs', { ...range, event: 'LOGIN' }) })}</section>`)}
        ${part('operations', (stats) => ranking(t('overview.topOperators'), stats.operators, (operator) => link('operation-logs', { ...since(), operator })))}
        ${part('operations', (stats) => ranking(t('overview.topModules'), stats.modules, (module) => link('operation-logs', { ...since(), module })))}
        ${part('operations', (stats) => html`<section class="panel"><h2>${t('overview.slowest')}</h2>${stats.slowest.length ? html`<ol class="ranking">${stats.slowest.slice(0, 8).map((/** @type {any} */ entry) => html`<li>
          <a href=${link('operation-logs', { id: entry.id })}>${plain(entry.description)}</a> <span class="count">${duration(entry.durationMillis)}</span></li>`)}</ol>` : html`<p class="count">${t('nothing')}</p>`}</section>`)}
        ${part('logins', (stats) => ranking(t('overview.reasons'), stats.reasons.map((/** @type {any} */ each) => ({ ...each, failures: 0 })), (reason) => link('login-logs', { ...since(), event: 'LOGIN', reason }), (reason) => plain(word('reason', reason))))}
      </div>`;
  },
};
