// One user: sessions, locks, sign-ins and operations. Every part leads to the list that has all of it.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { get } from '../api.js';
import { badge, device, explain, notice, outcome, table, time, where } from '../components.js';
import { written } from '../filters.js';
import { ago, count, duration, number, percent, plain } from '../format.js';
import { t, word } from '../i18n.js';
import { kickSession, kickUser } from '../kick.js';
import { link, place } from '../router.js';

const RANGE = '30d';
const RANGE_MILLIS = 30 * 86_400_000;
const MOST_ROWS = 10;
const MOST_SESSIONS = 50;
const MOST_RANKED = 5;
/** Events that succeed or fail. */
const ATTEMPTS = ['LOGIN', 'SWITCH_USER'];

/**
 * What is known of a part: its answer, or why there is none.
 * @typedef {{answer?: any, problem?: Error}} Part
 */

let draw = () => {};
/** The user that was read, or is being read. */
let shown = '';
/** @type {Record<string, Part>} */
let parts = {};
let said = '';

const username = () => place().parameters.get('name') ?? '';

/** The parts: the permission that each needs, and where it is read. @param {string} name */
function sources(name) {
  const from = new Date(Date.now() - RANGE_MILLIS).toISOString();
  const limit = String(MOST_ROWS);
  return /** @type {Record<string, [string, string, Record<string, string>]>} */ ({
    sessions: ['opsmon:online-user:read', 'online-users', { username: name, limit: String(MOST_SESSIONS) }],
    locks: ['opsmon:login-log:read', 'login-locks', {}],
    signIns: ['opsmon:login-log:read', 'login-logs', { username: written(name), limit }],
    signInCounts: ['opsmon:login-log:read', 'login-logs/stats', { username: written(name), event: 'LOGIN', from }],
    operations: ['opsmon:operation-log:read', 'operation-logs', { operator: written(name), limit }],
    operationCounts: ['opsmon:operation-log:read', 'operation-logs/stats', { operator: written(name), from }],
  });
}

/** @param {(permission: string) => boolean} may */
async function read(may) {
  const name = username();
  shown = name;
  const found = /** @type {Record<string, Part>} */ ({});
  const readable = Object.entries(sources(name)).filter(([, [permission]]) => may(permission));
  await Promise.all(
    readable.map(async ([part, [, path, parameters]]) => {
      try {
        found[part] = { answer: await get(path, new URLSearchParams(parameters)) };
      } catch (problem) {
        found[part] = { problem: /** @type {Error} */ (problem) };
      }
    }),
  );
  if (name !== username()) return;
  parts = found;
  draw();
}

/** @param {string} part @param {(answer: any) => unknown} view */
function of(part, view) {
  const { answer, problem } = parts[part] ?? {};
  if (problem) return html`<p class="panel warn" role="alert">${explain(problem)}</p>`;
  return answer ? view(answer) : nothing;
}

/** @param {string} page @param {Record<string, string>} [filter] */
const toSignIns = (page, filter = {}) =>
  link(page, { username: page === 'login-logs' ? written(username()) : username(), ...filter });

/** @param {Record<string, string>} [filter] */
const toOperations = (filter = {}) => link('operation-logs', { operator: written(username()), ...filter });

/**
 * A part with its title, and a link to the complete list.
 * @param {string} title @param {string} href @param {unknown} content
 */
const section = (title, href, content) =>
  html`<section class="part">
    <h2>${title} <a class="all" href=${href}>${t('user.all')}</a></h2>
    ${content}
  </section>`;

/** @param {string} label @param {unknown} figure @param {string} href @param {unknown} [more] */
const card = (label, figure, href, more) =>
  html`<a class="card" href=${href}
    ><span class="label">${label}</span> <span class="figure">${figure}</span
    ><span class="count">${more ?? nothing}</span></a
  >`;

/** @param {any} counts */
const failures = (counts) =>
  counts.failures ? t('user.failed', { n: number(counts.failures), share: percent(counts.failureRate) }) : nothing;

/** @param {any[]} entries */
function lastSignIn(entries) {
  const last = entries.find((entry) => entry.event === 'LOGIN' && entry.outcome === 'SUCCESS');
  if (!last) return nothing;
  const href = toSignIns('login-logs', { id: last.id });
  return card(t('user.lastSignIn'), ago(new Date(last.occurredAt)), href, where(last));
}

function cards() {
  const period = t('range.30d');
  return html`<div class="cards">
    ${of('sessions', ({ total }) => card(t('user.sessions'), count(total), toSignIns('online-users')))}
    ${of('signIns', ({ items }) => lastSignIn(items))}
    ${of('signInCounts', (counts) =>
      card(
        `${t('overview.logins')} · ${period}`,
        number(counts.total - counts.failures),
        toSignIns('login-logs', { event: 'LOGIN', range: RANGE }),
        failures(counts),
      ),
    )}
    ${of('operationCounts', (counts) =>
      card(
        `${t('overview.operations')} · ${period}`,
        number(counts.total),
        toOperations({ range: RANGE }),
        failures(counts),
      ),
    )}
  </div>`;
}

/** @param {any} lock */
const lockPanel = (lock) =>
  html`<p class="panel warn" role="status">
    <a href=${link('login-logs', { tab: 'locks' })}>
      ${t('user.locked', { address: plain(lock.address), n: number(lock.failures) })}</a
    >
    · ${t('unlocksAt')} ${time(lock.until)}
  </p>`;

const locks = () =>
  of('locks', ({ items }) => items.filter((/** @type {any} */ lock) => lock.username === username()).map(lockPanel));

/** @typedef {(kick: () => Promise<string | null>) => void} Run kicks, and says what came out */

/** @param {any} session @param {boolean} mayKick @param {Run} run */
function ending(session, mayKick, run) {
  if (session.current) return html`<span class="badge good">${t('ownSession')}</span>`;
  if (!mayKick) return nothing;
  return html`<button type="button" class="kick" @click=${() => run(() => kickSession(session))}>${t('kick')}</button>`;
}

/** @param {any} session @param {boolean} mayKick @param {Run} run */
const sessionRow = (session, mayKick, run) =>
  html`<tr>
    <td>${device(session)}${session.kind === 'CONSOLE' ? html` ${badge('kind', 'CONSOLE')}` : nothing}</td>
    <td>${where(session)}</td>
    <td class="from">${plain(session.client?.ip ?? '')}</td>
    <td class="time" data-label=${t('signedInAt')}>${time(session.since)}</td>
    <td class="time" data-label=${t('user.lastUsed')}>${time(session.lastAccess)}</td>
    <td>${ending(session, mayKick, run)}</td>
  </tr>`;

/** @param {any[]} items @param {Run} run */
function endAll(items, run) {
  const isOwn = items.some((each) => each.current);
  return html`<p>
    <button type="button" class="kick-all" @click=${() => run(() => kickUser(username(), isOwn))}>
      ${isOwn ? t('kickOthers') : t('kickAll')}
    </button>
  </p>`;
}

/** @param {import('../app.js').Context} context */
function sessions(context) {
  const mayKick = context.may('opsmon:online-user:kick');
  const run = async (/** @type {() => Promise<string | null>} */ kick) => {
    said = (await kick()) ?? '';
    await read(context.may);
  };
  const columns = [t('device'), t('place'), t('client'), t('signedInAt'), t('user.lastUsed'), t('actions')];
  return of('sessions', ({ items }) =>
    section(
      t('user.sessions'),
      toSignIns('online-users'),
      items.length
        ? html` ${table({
            caption: t('user.sessions'),
            columns: columns.map((label) => ({ label })),
            rows: items.map((/** @type {any} */ session) => sessionRow(session, mayKick, run)),
          })}
          ${mayKick && items.length > 1 ? endAll(items, run) : nothing}`
        : notice(t('none.online')),
    ),
  );
}

/** @param {any} entry */
const signInRow = (entry) =>
  html`<tr>
    <td class="time">${time(entry.occurredAt)}</td>
    <td class="event"><a href=${toSignIns('login-logs', { id: entry.id })}>${word('event', entry.event)}</a></td>
    <td class="outcome">${ATTEMPTS.includes(entry.event) ? outcome(entry.outcome) : nothing}</td>
    <td class="why">
      ${entry.reason ? word('reason', entry.reason) : nothing}
      ${entry.risks.map((/** @type {string} */ risk) => html` ${badge('risk', risk, 'warn')}`)}
    </td>
    <td class="from">${plain(entry.client?.ip ?? '')}</td>
    <td>${where(entry)}</td>
    <td>${device(entry)}</td>
  </tr>`;

function signIns() {
  const columns = [t('time'), t('event'), t('outcome'), t('reason'), t('client'), t('place'), t('device')];
  return of('signIns', ({ items }) =>
    section(
      t('page.login-logs'),
      toSignIns('login-logs'),
      items.length
        ? table({
            caption: t('page.login-logs'),
            columns: columns.map((label) => ({ label })),
            rows: items.map(signInRow),
          })
        : notice(t('none.logins')),
    ),
  );
}

/** @param {any} entry */
const operationRow = (entry) =>
  html`<tr>
    <td class="time">${time(entry.occurredAt)}</td>
    <td><a href=${toOperations({ id: entry.id })}>${plain(entry.description)}</a></td>
    <td>${plain(entry.module)}</td>
    <td class="outcome">${outcome(entry.outcome)}</td>
    <td class="number">${duration(entry.durationMillis)}</td>
  </tr>`;

function operations() {
  const columns = [t('time'), t('description'), t('module'), t('outcome')];
  return of('operations', ({ items }) =>
    section(
      t('page.operation-logs'),
      toOperations(),
      items.length
        ? table({
            caption: t('page.operation-logs'),
            columns: [...columns.map((label) => ({ label })), { label: t('took'), class: 'number' }],
            rows: items.map(operationRow),
          })
        : notice(t('none.operations')),
    ),
  );
}

/** @param {string} title @param {{value: string, count: number}[]} values @param {(value: string) => string} href */
function ranking(title, values, href) {
  if (!values.length) return nothing;
  return html`<section class="panel">
    <h2>${title}</h2>
    <ol class="ranking">
      ${values
        .slice(0, MOST_RANKED)
        .map(
          ({ value, count: many }) =>
            html`<li><a href=${href(value)}>${plain(value)}</a> <span class="count">${number(many)}</span></li>`,
        )}
    </ol>
  </section>`;
}

function habits() {
  return html`<div class="panels">
    ${of('operationCounts', ({ modules }) =>
      ranking(t('overview.topModules'), modules, (module) => toOperations({ module, range: RANGE })),
    )}
    ${of('signInCounts', ({ addresses }) =>
      ranking(t('user.addresses'), addresses, (clientIp) => toSignIns('login-logs', { clientIp, range: RANGE })),
    )}
  </div>`;
}

/** @param {import('../app.js').Context} context */
const content = (context) =>
  html`${said ? html`<p class="panel" role="status">${said}</p>` : nothing}
  ${locks()}${cards()}${sessions(context)}${signIns()}${operations()}${habits()}`;

/** @type {import('../app.js').PageContent} */
export default {
  show(context) {
    draw = context.draw;
    if (username() && username() !== shown) {
      parts = {};
      said = '';
      read(context.may);
    }
  },
  leave() {
    shown = '';
    parts = {};
    said = '';
  },
  part: () => plain(username()),
  view(context) {
    const name = username();
    if (!name)
      return html`<h1>${t('page.user')}</h1>
        ${notice(t('user.none'))}`;
    return html`<div class="heading">
        <h1>${plain(name)}</h1>
        <div class="tools"><button type="button" @click=${() => read(context.may)}>${t('refresh')}</button></div>
      </div>
      ${Object.keys(parts).length ? content(context) : html`<p class="notice" role="status">${t('loading')}</p>`}`;
  },
};
