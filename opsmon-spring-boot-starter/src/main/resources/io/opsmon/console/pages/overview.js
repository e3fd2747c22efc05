// The overview: what needs attention, figures, charts and rankings. Every figure leads to what it counts.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { Problem, get } from '../api.js';
import { attention, check, itemsOf } from '../attention.js';
import { timeChart } from '../chart.js';
import { problemPanel } from '../components.js';
import { ago, bytes, clock as timeOf, count, duration, number, percent, plain } from '../format.js';
import { t, word } from '../i18n.js';
import { go, link, place, visit } from '../router.js';
import { lengthOf, periods } from '../time-range.js';

const DEFAULT_RANGE = '24h';
const REFRESH_MILLIS = 30_000;
const MOST_RANKED = 8;
/** The statistics of a part of the overview: their path, and what is counted. */
const STATISTICS = /** @type {Record<string, [string, Record<string, string>]>} */ ({
  operations: ['operation-logs/stats', {}],
  logins: ['login-logs/stats', { event: 'LOGIN' }],
});

let draw = () => {};
/** What was read, by the name of the part. @type {Record<string, any>} */
let parts = {};
/** Counts of the chosen period and of the one before. @type {Record<string, {now: any, before: any}>} */
let counts = {};
/** @type {import('../attention.js').Checks} */
let checks = { integrity: new Map(), risky: new Map() };
/** @type {Error | null} */
let failure = null;
let readAt = 0;
/** The range that was read. */
let readRange = '';
/** @type {number | undefined} */
let timer;

/** The chosen period, in the address. */
function range() {
  const wanted = place().parameters.get('range') ?? '';
  return lengthOf(wanted) ? wanted : DEFAULT_RANGE;
}

async function read() {
  const wanted = range();
  try {
    const answer = await get('overview');
    const [periodCounts, others] = await Promise.all([readPeriods(answer, wanted), check(answer)]);
    if (wanted !== range()) return;
    parts = answer;
    counts = periodCounts;
    checks = others;
    failure = null;
    readAt = Date.now();
    readRange = wanted;
  } catch (problem) {
    failure = /** @type {Error} */ (problem);
  }
  draw();
}

/** @param {Record<string, any>} answer the overview, of the last 24 hours @param {string} wanted */
async function readPeriods(answer, wanted) {
  const length = /** @type {number} */ (lengthOf(wanted));
  /** @type {Record<string, {now: any, before: any}>} */
  const found = {};
  await Promise.all(
    Object.entries(STATISTICS).map(async ([part, [path, filter]]) => {
      const day = answer[part];
      if (!day || day.problem) return;
      const end = Date.parse(day.to);
      const between = (/** @type {number} */ from, /** @type {number} */ to) =>
        get(
          path,
          new URLSearchParams({ ...filter, from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
        );
      const now = wanted === DEFAULT_RANGE ? day : await between(end - length, end);
      found[part] = { now, before: await between(end - 2 * length, end - length).catch(() => null) };
    }),
  );
  return found;
}

/** The bounds of the period for the lists: as relative as it is here. */
const since = () => ({ range: range() });

/** @param {string} name @param {(value: any) => unknown} view */
function part(name, view) {
  const value = parts[name];
  return value && !value.problem ? view(value) : nothing;
}

/** @param {string} name @param {(now: any, before: any) => unknown} view */
const counted = (name, view) => (counts[name] ? view(counts[name].now, counts[name].before) : nothing);

/** Parts that could not be read, each reason once. */
function problems() {
  const reasons = new Set(
    Object.values(parts)
      .filter((value) => value.problem)
      .map((value) => value.problem.detail),
  );
  return html`${failure
    ? html`<p class="panel warn" role="alert">${t('stale', { when: timeOf(readAt) })}</p>`
    : nothing}
  ${part('backups', ({ storage }) =>
    storage
      ? html`<p class="panel bad" role="alert">
          <a href=${link('backups')}>${t(storage.code ? 'storage.unrecognized' : 'storage.unavailable')}</a>
        </p>`
      : nothing,
  )}
  ${[...reasons].map((reason) => html`<p class="panel warn" role="alert">${plain(reason)}</p>`)}`;
}

/** @param {string} label @param {unknown} figure @param {string} href @param {unknown} [more] */
const card = (label, figure, href, more) =>
  html`<a class="card" href=${href}
    ><span class="label">${label}</span> <span class="figure">${figure}</span
    ><span class="count">${more ?? nothing}</span></a
  >`;

/** How much more or less it is than in the period before. @param {number} now @param {number | undefined} before */
function change(now, before) {
  if (!before) return nothing;
  const share = (now - before) / before;
  if (Math.abs(share) < 0.005) return t('change.none');
  return t('change.by', { arrow: share > 0 ? '▲' : '▼', share: percent(Math.abs(share)) });
}

/** The share of failures, and the change. @param {any} now @param {any} before */
const failed = (now, before) =>
  html`${percent(now.failureRate)}${before?.failures ? html` · ${change(now.failures, before.failures)}` : nothing}`;

/** @param {any} before */
const successes = (before) => (before ? before.total - before.failures : undefined);

/** How long ago a log was verified, and what came out. @param {string} log @param {any} run @param {number} findings */
function integrityCard(log, run, findings) {
  const entries = run.report ? t('overview.integrityMore', { n: number(run.report.verified) }) : nothing;
  const isIntact = run.report?.intact && !findings;
  return card(
    t('overview.integrity', { log: t(`page.${log}`) }),
    run.report ? `${isIntact ? '✓' : '✗'} ${ago(new Date(run.startedAt))}` : t('overview.unverified'),
    link(log),
    isIntact ? entries : findings ? t('finding.open', { n: number(findings) }) : entries,
  );
}

function cards() {
  return html`<div class="cards">
    ${counted('operations', (now, before) =>
      card(
        t('overview.operations'),
        number(now.total),
        link('operation-logs', since()),
        change(now.total, before?.total),
      ),
    )}
    ${counted('operations', (now, before) =>
      card(
        t('overview.failures'),
        number(now.failures),
        link('operation-logs', { ...since(), outcome: 'FAILURE' }),
        failed(now, before),
      ),
    )}
    ${counted('logins', (now, before) =>
      card(
        t('overview.logins'),
        number(now.total - now.failures),
        link('login-logs', { ...since(), event: 'LOGIN', outcome: 'SUCCESS' }),
        change(now.total - now.failures, successes(before)),
      ),
    )}
    ${counted('logins', (now, before) =>
      card(
        t('overview.loginFailures'),
        number(now.failures),
        link('login-logs', { ...since(), event: 'LOGIN', outcome: 'FAILURE' }),
        failed(now, before),
      ),
    )}
    ${[...checks.integrity].map(([log, { verification, findings }]) =>
      integrityCard(log, verification, findings.length),
    )}
    ${part('online', (page) => card(t('overview.online'), count(page.total), link('online-users')))}
    ${part('backups', (answer) =>
      answer.items.map((/** @type {any} */ source) =>
        card(
          t('overview.lastBackup', { source: plain(source.name) }),
          source.lastGood ? ago(new Date(source.lastGood.requestedAt)) : t('backup.never'),
          link('backups', { dataSource: source.name }),
          source.lastGood
            ? `${word('backupStatus', source.lastGood.status)} · ${bytes(source.lastGood.stored?.storedBytes ?? 0)}`
            : t('backup.noneGood'),
        ),
      ),
    )}
    ${part('schedules', (answer) => {
      const next = answer.items
        .map((/** @type {any} */ schedule) => schedule.next)
        .filter(Boolean)
        .sort()[0];
      if (!next) return nothing;
      // A run that is due has not begun yet.
      const time = new Date(Math.max(Date.parse(next), Date.now()));
      return card(t('overview.nextBackup'), ago(time), link('backups', { tab: 'schedules' }));
    })}
    ${part('recorder', (recorder) =>
      card(
        t('overview.recorder'),
        word('recorderState', recorder.state),
        link('operation-logs'),
        t('overview.recorderMore', {
          queue: number(recorder.queueDepth),
          spilled: number(recorder.spilled),
          dropped: number(recorder.dropped),
        }),
      ),
    )}
  </div>`;
}

/**
 * @param {string} label
 * @param {string} page
 * @param {Record<string, string>} filter
 * @param {any} now
 * @param {any} before
 */
function chart(label, page, filter, now, before) {
  const open = (/** @type {{from: string, to: string}} */ bounds) => visit(link(page, { ...filter, ...bounds }));
  return html`<section class="panel wide">
    <h2>${label}</h2>
    ${timeChart({
      label,
      from: now.from,
      to: now.to,
      bucket: now.bucket,
      buckets: now.buckets,
      previous: before?.total ? before : undefined,
      open,
      select: open,
    })}
  </section>`;
}

/**
 * @param {string} title
 * @param {{value: string, count: number, failures: number}[]} values
 * @param {(value: string) => string} href
 * @param {(value: string) => string} [text]
 */
const ranking = (title, values, href, text = plain) =>
  html`<section class="panel">
    <h2>${title}</h2>
    ${values.length
      ? html`<ol class="ranking">
          ${values.slice(0, MOST_RANKED).map(
            ({ value, count: many, failures }) =>
              html`<li>
                <a href=${href(value)}>${text(value)}</a>
                <span class="count"
                  >${number(many)}${failures
                    ? html` · <span class="error">${t('ranking.failed', { n: number(failures) })}</span>`
                    : nothing}</span
                >
              </li>`,
          )}
        </ol>`
      : html`<p class="count">${t('nothing')}</p>`}
  </section>`;

/** @param {any[]} entries */
const slowest = (entries) =>
  html`<section class="panel">
    <h2>${t('overview.slowest')}</h2>
    ${entries.length
      ? html`<ol class="ranking">
          ${entries.slice(0, MOST_RANKED).map(
            (entry) =>
              html`<li>
                <a href=${link('operation-logs', { id: entry.id })}>${plain(entry.description)}</a>
                <span class="count">${duration(entry.durationMillis)}</span>
              </li>`,
          )}
        </ol>`
      : html`<p class="count">${t('nothing')}</p>`}
  </section>`;

function panels() {
  return html`<div class="panels">
    ${counted('operations', (now, before) =>
      chart(t('overview.operationsOverTime'), 'operation-logs', {}, now, before),
    )}
    ${counted('logins', (now, before) =>
      chart(t('overview.loginsOverTime'), 'login-logs', { event: 'LOGIN' }, now, before),
    )}
    ${counted('operations', (now) =>
      ranking(t('overview.topOperators'), now.operators, (operator) =>
        link('operation-logs', { ...since(), operator }),
      ),
    )}
    ${counted('operations', (now) =>
      ranking(t('overview.topModules'), now.modules, (module) => link('operation-logs', { ...since(), module })),
    )}
    ${counted('operations', (now) => slowest(now.slowest))}
    ${counted('logins', (now) =>
      ranking(
        t('overview.reasons'),
        now.reasons.map((/** @type {any} */ each) => ({ ...each, failures: 0 })),
        (reason) => link('login-logs', { ...since(), event: 'LOGIN', reason }),
        (reason) => plain(word('reason', reason)),
      ),
    )}
  </div>`;
}

/** @type {import('../app.js').PageContent} */
export default {
  show(context) {
    draw = context.draw;
    if (!timer || readRange !== range()) read();
    timer ??= setInterval(() => {
      if (!document.hidden) read();
    }, REFRESH_MILLIS);
  },
  leave() {
    clearInterval(timer);
    timer = undefined;
  },
  view() {
    const isSilent = failure instanceof Problem && failure.status === 0;
    if (failure && !(isSilent && readAt))
      return html`<h1>${t('page.overview')}</h1>
        ${problemPanel(failure, read)}`;
    if (!readAt)
      return html`<h1>${t('page.overview')}</h1>
        <p class="notice" role="status">${t('loading')}</p>`;
    return html`<div class="heading">
        <h1>${t('page.overview')}</h1>
        <div class="tools">
          ${Object.keys(counts).length
            ? periods(range(), (chosen) => go({ range: chosen === DEFAULT_RANGE ? null : chosen }))
            : nothing}
          <button type="button" @click=${read}>${t('refresh')}</button>
        </div>
      </div>
      ${problems()}${attention(itemsOf(parts, checks, counts))}${cards()}${panels()}`;
  },
};
