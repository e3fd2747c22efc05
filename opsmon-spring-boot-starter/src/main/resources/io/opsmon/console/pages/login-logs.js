// Who signed in, who failed to and why; who is locked out.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { get, send } from '../api.js';
import { ago, count, fullTime, number, plain } from '../format.js';
import { t, word } from '../i18n.js';
import { Columns } from '../columns.js';
import {
  ask,
  badge,
  device,
  deviceName,
  factList,
  notice,
  outcome,
  table,
  time,
  problemPanel,
  userLink,
  where,
} from '../components.js';
import { filterBar, showAll } from '../filters.js';
import { Listing } from '../listing.js';
import { LogMaintenance, LiveTail, OpenEntry, Statistics, chainPlace, exportLinks } from '../log.js';
import { link, place } from '../router.js';
import * as markdown from '../markdown.js';
import { timeOrder } from '../ordering.js';
import { open } from '../side-panel.js';
import { SavedViews } from '../views.js';

const FILTERS = [
  'from',
  'to',
  'username',
  'tenant',
  'event',
  'outcome',
  'method',
  'reason',
  'clientIp',
  'session',
  'risk',
  'application',
  'node',
  'text',
  'sort',
];
const EVENTS = ['LOGIN', 'LOGOUT', 'SESSION_EXPIRED', 'KICK', 'LOCK', 'UNLOCK', 'SWITCH_USER'];
/** Events that succeed or fail. */
const ATTEMPTS = ['LOGIN', 'SWITCH_USER'];
const REASONS = [
  'BAD_CREDENTIALS',
  'UNKNOWN_USER',
  'ACCOUNT_LOCKED',
  'TOO_MANY_ATTEMPTS',
  'ACCOUNT_DISABLED',
  'ACCOUNT_EXPIRED',
  'CREDENTIALS_EXPIRED',
  'TOO_MANY_SESSIONS',
  'INVALID_TOKEN',
  'KICKED',
  'COOKIE_THEFT',
  'IDENTITY_PROVIDER',
  'SERVICE_UNAVAILABLE',
  'UNSUPPORTED',
  'FLOOD',
  'OTHER',
];
const RISKS = ['NEW_DEVICE', 'NEW_LOCATION', 'IMPOSSIBLE_TRAVEL', 'FAILURE_BURST', 'SUCCESS_AFTER_BURST'];

let draw = () => {};
const list = new Listing('login-logs', FILTERS, () => draw(), true);
const opened = new OpenEntry(list);
const maintenance = new LogMaintenance(list, 'opsmon:login-log');
const statistics = new Statistics(list, [
  { counts: 'events', filter: 'event', label: () => t('event'), text: (value) => word('event', value) },
  { counts: 'reasons', filter: 'reason', label: () => t('reason'), text: (value) => word('reason', value) },
  { counts: 'users', filter: 'username', label: () => t('username') },
  { counts: 'addresses', filter: 'clientIp', label: () => t('clientIp') },
  { counts: 'methods', filter: 'method', label: () => t('loginMethod') },
]);
const live = new LiveTail(list);
const views = new SavedViews('login-logs', () => draw());
/** @type {any[] | null} */
let locks = null;
/** @type {Error | null} */
let lockProblem = null;

const isOfLocks = () => place().parameters.get('tab') === 'locks';

async function readLocks() {
  try {
    locks = (await get('login-locks')).items;
    lockProblem = null;
  } catch (problem) {
    lockProblem = /** @type {Error} */ (problem);
  }
  draw();
}

/** @param {any} lock */
async function unlock(lock) {
  const whose = lock.username ?? t('locks.address', { address: lock.address });
  const answer = await ask({
    title: t('unlock.title', { who: plain(whose) }),
    text: t('unlock.text'),
    action: t('unlock'),
  });
  if (!answer) return;
  try {
    await send('DELETE', `login-locks/${encodeURIComponent(lock.key)}`);
  } catch (problem) {
    lockProblem = /** @type {Error} */ (problem);
  }
  readLocks();
}

/** @param {{may: (permission: string) => boolean}} context */
function lockList(context) {
  if (lockProblem) return problemPanel(lockProblem, readLocks);
  if (!locks) return html`<p class="notice" role="status">${t('loading')}</p>`;
  if (!locks.length) return notice(t('none.locks'));
  return table({
    caption: t('locks'),
    columns: [
      { label: t('username') },
      { label: t('clientIp') },
      { label: t('locks.failures') },
      { label: t('lockedAt') },
      { label: t('unlocksAt') },
      { label: t('actions') },
    ],
    rows: locks.map(
      (lock) =>
        html`<tr>
          <td class="who">${lock.username ? plain(lock.username) : html`<em>${t('locks.anybody')}</em>`}</td>
          <td class="from">${plain(lock.address)}</td>
          <td>${number(lock.failures)}</td>
          <td class="time">${time(lock.since)}</td>
          <td class="time">${time(lock.until)} <span class="count">${ago(new Date(lock.until))}</span></td>
          <td>
            ${context.may('opsmon:login-log:unlock')
              ? html`<button type="button" class="unlock" @click=${() => unlock(lock)}>${t('unlock')}</button>`
              : nothing}
          </td>
        </tr>`,
    ),
  });
}

/** @param {string[]} risks */
const marks = (risks) => risks.map((risk) => html` ${badge('risk', risk, 'warn')}`);

/** Of an attempt; other events have only happened. @param {any} item */
const outcomeOf = (item) => (ATTEMPTS.includes(item.event) ? outcome(item.outcome) : '');

const columns = new Columns(
  'login-logs',
  [
    { key: 'time', label: () => t('time'), class: 'time', order: timeOrder, cell: (item) => time(item.occurredAt) },
    {
      key: 'username',
      label: () => t('username'),
      class: 'who',
      opens: true,
      filter: 'username',
      cell: (item) => html`<button class="open" type="button">${plain(item.username ?? '—')}</button>`,
    },
    {
      key: 'tenant',
      label: () => t('tenant'),
      extra: true,
      filter: 'tenant',
      cell: (item) => plain(item.tenant ?? ''),
    },
    {
      key: 'event',
      label: () => t('event'),
      filter: 'event',
      text: (value) => word('event', value),
      cell: (item) => `${word('event', item.event)}${item.attempts > 1 ? ` × ${number(item.attempts)}` : ''}`,
    },
    {
      key: 'outcome',
      label: () => t('outcome'),
      class: 'outcome',
      filter: 'outcome',
      text: (value) => word('outcome', value),
      cell: outcomeOf,
    },
    {
      key: 'reason',
      label: () => t('reason'),
      class: 'why',
      grows: true,
      filter: 'reason',
      text: (value) => word('reason', value),
      cell: (item) => html`${item.reason ? word('reason', item.reason) : ''}${marks(item.risks)}`,
    },
    {
      key: 'method',
      label: () => t('loginMethod'),
      extra: true,
      filter: 'method',
      cell: (item) => plain(item.method ?? ''),
    },
    {
      key: 'client',
      label: () => t('client'),
      class: 'from',
      filter: 'clientIp',
      value: (item) => item.client?.ip,
      cell: (item) => plain(item.client?.ip ?? ''),
    },
    { key: 'place', label: () => t('place'), cell: where },
    { key: 'device', label: () => t('device'), cell: device },
    {
      key: 'session',
      label: () => t('session'),
      extra: true,
      filter: 'session',
      cell: (item) => plain(item.session ?? ''),
    },
    { key: 'node', label: () => t('node'), extra: true, filter: 'node', cell: (item) => plain(item.node ?? '') },
  ],
  () => draw(),
);

/** @param {any} item */
const row = (item) =>
  html`<tr
    data-id=${item.id}
    @click=${() => open(item.id)}
    class=${list.mark(item)}
    aria-current=${list.isOpen(item) ? 'true' : nothing}
  >
    ${columns.cells(item)}
  </tr>`;

/** A fact that a filter compares. @param {string} label @param {string} name of the filter @param {unknown} value */
const filterable = (label, name, value) => ({ label, value, more: showAll(name, value, label) });

/** @param {any} entry @returns {import('../components.js').Fact[]} */
function facts(entry) {
  const { username, client, session, chain } = entry;
  return [
    {
      label: t('username'),
      value: username,
      more: html`${showAll('username', username, t('username'))}${userLink(username)}`,
    },
    filterable(t('tenant'), 'tenant', entry.tenant),
    { label: t('actor'), value: entry.actor },
    filterable(t('loginMethod'), 'method', entry.method),
    { label: t('message'), value: entry.message },
    { label: t('attempts.count'), value: entry.attempts > 1 ? entry.attempts : null },
    filterable(t('clientIp'), 'clientIp', client?.ip),
    { label: t('place'), value: where(entry) },
    { label: t('device'), value: device(entry), text: deviceName(entry) },
    { label: t('userAgent'), value: client?.userAgent },
    {
      label: t('session'),
      value: session,
      more: html`${showAll('session', session, t('session'))}
      ${session
        ? html`<a class="related" href=${link('operation-logs', { session })}>${t('session.operations')}</a>`
        : nothing}`,
    },
    { label: t('trace'), value: entry.traceId },
    filterable(t('application'), 'application', entry.application),
    filterable(t('node'), 'node', entry.node),
    ...Object.entries(entry.extra ?? {}).map(([name, value]) => ({ label: plain(name), value })),
    {
      label: t('chain'),
      value: chain && chainPlace(chain),
    },
    { label: 'ID', value: entry.id },
  ];
}

/** @param {any} entry */
const title = (entry) => plain(entry.username ?? word('event', entry.event));

/** @param {any} entry @param {string} href */
function asMarkdown(entry, href) {
  const words = [
    ATTEMPTS.includes(entry.event) ? word('outcome', entry.outcome) : '',
    word('event', entry.event),
    fullTime(entry.occurredAt),
    entry.reason ? word('reason', entry.reason) : '',
    ...entry.risks.map((/** @type {string} */ risk) => word('risk', risk)),
  ];
  return markdown.entry(title(entry), href, [
    words.filter(Boolean).map(markdown.literal).join(' · '),
    markdown.factList(facts(entry)),
  ]);
}

/** @param {any} entry */
function details(entry) {
  return html`<p>
      ${outcomeOf(entry)} ${word('event', entry.event)} ·
      <time datetime=${entry.occurredAt}>${fullTime(entry.occurredAt)}</time>${marks(entry.risks)}
    </p>
    ${entry.reason ? html`<p class="error">${word('reason', entry.reason)}</p>` : nothing}
    <dl>${factList(facts(entry))}</dl>`;
}

/** @param {string} kind @param {string[]} values @returns {[string, string][]} */
const options = (kind, values) => values.map((value) => [value, word(kind, value)]);

const filters = () => ({
  basic: /** @type {import('../filters.js').Filter[]} */ ([
    { name: 'text', label: t('text'), type: 'search', isSingle: true },
    { name: 'username', label: t('username'), isCounted: true },
    { name: 'event', label: t('event'), isCounted: true, options: options('event', EVENTS) },
    { name: 'outcome', label: t('outcome'), isCounted: true, options: options('outcome', ['SUCCESS', 'FAILURE']) },
    { name: 'reason', label: t('reason'), isCounted: true, options: options('reason', REASONS) },
  ]),
  more: /** @type {import('../filters.js').Filter[]} */ ([
    { name: 'risk', label: t('risk'), options: options('risk', RISKS) },
    { name: 'clientIp', label: t('clientIp'), isCounted: true },
    { name: 'method', label: t('loginMethod'), isCounted: true },
    { name: 'session', label: t('session') },
    { name: 'tenant', label: t('tenant'), isCounted: true },
    { name: 'application', label: t('application'), isCounted: true },
    { name: 'node', label: t('node'), isCounted: true },
    { name: 'sort', label: t('sort'), isSingle: true, none: t('sort.NEWEST'), options: [['OLDEST', t('sort.OLDEST')]] },
  ]),
});

/** @type {import('../app.js').PageContent} */
export default {
  show(context) {
    draw = context.draw;
    if (isOfLocks()) {
      readLocks();
    } else {
      list.follow();
      opened.follow();
      statistics.follow();
      maintenance.follow();
    }
  },
  leave() {
    list.leave();
    opened.leave();
    statistics.leave();
    maintenance.leave();
    live.pause();
    locks = null;
  },
  view(context) {
    const tabs = html`<div class="tabs">
      <a href=${link('login-logs')} aria-current=${isOfLocks() ? nothing : 'true'}>${t('attempts')}</a>
      <a href=${link('login-logs', { tab: 'locks' })} aria-current=${isOfLocks() ? 'true' : nothing}>${t('locks')}</a>
    </div>`;
    if (isOfLocks()) {
      return html`<div class="heading">
          <h1>${t('page.login-logs')}</h1>
          <div class="tools"><button type="button" @click=${readLocks}>${t('refresh')}</button></div>
        </div>
        ${tabs}${lockList(context)}`;
    }
    return html`<div class="heading">
        <h1>${t('page.login-logs')}</h1>
        <span class="count" role="status">${count(list.total)}</span>
        <div class="tools">
          ${context.may('opsmon:login-log:export') ? exportLinks(list, context.me.exportFormats) : nothing}
          ${maintenance.buttons(context)}${columns.chooser()}${views.menu()}${live.button()}
          <button
            type="button"
            @click=${() => {
              list.load();
              statistics.load();
            }}
            ?disabled=${list.isLoading}
          >
            ${t('refresh')}
          </button>
        </div>
      </div>
      ${tabs}${maintenance.view(context)}
      ${filterBar({
        label: t('page.login-logs'),
        ...filters(),
        list,
      })}
      ${statistics.histogram()} ${statistics.facets()}${live.view()}
      ${list.view(
        () =>
          table({
            caption: t('page.login-logs'),
            widths: 'login-logs',
            busy: list.isLoading,
            rows: list.rows(row),
            columns: columns.seen,
          }),
        t('none.logins'),
      )}`;
  },
  part: () => (isOfLocks() ? t('locks') : ''),
  aside() {
    if (isOfLocks()) return nothing;
    return opened.view(t('attempt'), { title, details, markdown: asMarkdown });
  },
};
