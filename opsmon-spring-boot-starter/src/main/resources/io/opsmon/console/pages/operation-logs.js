// Who did what.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { get } from '../api.js';
import { count, duration, fullTime, number, plain } from '../format.js';
import { t, word } from '../i18n.js';
import { changeTable } from '../changes.js';
import { Columns } from '../columns.js';
import { factList, historyOf, outcome, table, time, userLink } from '../components.js';
import { Failures } from '../failures.js';
import { attribute, filterBar, showAll } from '../filters.js';
import { Listing } from '../listing.js';
import { LogMaintenance, LiveTail, OpenEntry, Statistics, chainPlace, exportLinks } from '../log.js';
import { changed, place, link as to } from '../router.js';
import * as markdown from '../markdown.js';
import { timeOrder } from '../ordering.js';
import { openRow } from '../side-panel.js';
import { json } from '../tree.js';
import { SavedViews } from '../views.js';

/** The usual ones; a host may have any other. */
const ACTIONS = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'QUERY',
  'EXPORT',
  'IMPORT',
  'GRANT',
  'LOGIN',
  'KICK',
  'UNLOCK',
  'BACKUP',
  'RESTORE',
  'CLEAN',
  'OTHER',
];
const OUTCOMES = ['SUCCESS', 'FAILURE', 'CANCELLED'];
const FILTERS = [
  'from',
  'to',
  'operator',
  'tenant',
  'module',
  'action',
  'outcome',
  'resourceType',
  'resourceId',
  'clientIp',
  'session',
  'traceId',
  'errorType',
  'application',
  'node',
  'extra',
  'text',
  'minDurationMillis',
  'sort',
];

let draw = () => {};
const list = new Listing('operation-logs', FILTERS, () => draw(), true);
const failures = new Failures(list);
const opened = new OpenEntry(list);
const maintenance = new LogMaintenance(list, 'opsmon:operation-log');
const statistics = new Statistics(list, [
  { counts: 'modules', filter: 'module', label: () => t('module') },
  { counts: 'actions', filter: 'action', label: () => t('action'), text: (value) => plain(word('action', value)) },
  { counts: 'operators', filter: 'operator', label: () => t('operator') },
  { counts: 'outcomes', filter: 'outcome', label: () => t('outcome'), text: (value) => word('outcome', value) },
]);
/** @type {any} */
let recorder = null;
const live = new LiveTail(list);
const saved = new SavedViews('operation-logs', () => draw());
/** Changed rows of the open entry; loaded where data changes are recorded. */
let rows = /** @type {import('../data-changes.js').OperationChanges | null} */ (null);

/** @param {import('../app.js').Context} context */
async function followRows({ me, may }) {
  const id = () => place().parameters.get('id') ?? '';
  if (!id() || !may('opsmon:data-change:read') || !me.capabilities.includes('data-changes')) return;
  if (!rows) {
    const { OperationChanges } = await import('../data-changes.js');
    rows ??= new OperationChanges(() => draw(), may('opsmon:data-change:undo'));
  }
  rows.follow(id());
}

function readRecorder() {
  get('operation-logs/recorder').then(
    (statistics) => {
      recorder = statistics;
      draw();
    },
    () => {},
  );
}

function recorderState() {
  if (!recorder) return nothing;
  const lost = recorder.dropped + recorder.deadLettered;
  if (recorder.state !== 'OUTAGE' && recorder.state !== 'CATCHING_UP' && !lost) return nothing;
  return html`<p class="panel warn" role="status">
    ${recorder.state === 'OUTAGE' ? t('recorder.outage') : nothing}
    ${recorder.state === 'CATCHING_UP' ? t('recorder.catchingUp') : nothing}
    ${recorder.dropped ? t('recorder.dropped', { n: number(recorder.dropped) }) : nothing}
    ${recorder.deadLettered ? t('recorder.deadLettered', { n: number(recorder.deadLettered) }) : nothing}
  </p>`;
}

/** @param {any} item */
const link = (item) =>
  html`<button class="open" type="button">${plain(item.description)}</button> ${item.failure &&
    !item.description.includes(item.failure.message ?? item.failure.type)
      ? html`<span class="error">${plain(item.failure.message ?? item.failure.type)}</span>`
      : nothing}`;

/** @param {any} item */
const resourceLink = ({ resource }) => {
  const name = [resource?.type, resource?.id].filter(Boolean).map(plain).join(' ');
  return resource?.id ? html`<a class="resource" href=${historyOf(resource)}>${name}</a>` : name;
};

const columns = new Columns(
  'operation-logs',
  [
    { key: 'time', label: () => t('time'), class: 'time', order: timeOrder, cell: (item) => time(item.occurredAt) },
    {
      key: 'operator',
      label: () => t('operator'),
      class: 'who',
      filter: 'operator',
      value: (item) => item.operator?.id,
      cell: (item) => plain(item.operator?.name ?? item.operator?.id ?? '—'),
    },
    {
      key: 'tenant',
      label: () => t('tenant'),
      extra: true,
      filter: 'tenant',
      value: (item) => item.operator?.tenant,
      cell: (item) => plain(item.operator?.tenant ?? ''),
    },
    { key: 'module', label: () => t('module'), class: 'module', filter: 'module', cell: (item) => plain(item.module) },
    {
      key: 'action',
      label: () => t('action'),
      class: 'action',
      filter: 'action',
      text: (value) => word('action', value),
      cell: (item) => plain(word('action', item.action)),
    },
    { key: 'description', label: () => t('description'), class: 'what', opens: true, grows: true, cell: link },
    {
      key: 'resource',
      label: () => t('resource'),
      extra: true,
      filter: 'resourceId',
      value: (item) => item.resource?.id,
      cell: resourceLink,
    },
    {
      key: 'outcome',
      label: () => t('outcome'),
      class: 'outcome',
      filter: 'outcome',
      text: (value) => word('outcome', value),
      cell: (item) => outcome(item.outcome),
    },
    {
      key: 'request',
      label: () => t('request'),
      extra: true,
      cell: (item) => (item.http ? plain(`${item.http.method} ${item.http.path}`) : ''),
    },
    { key: 'status', label: () => t('status'), extra: true, cell: (item) => item.http?.status ?? '' },
    {
      key: 'client',
      label: () => t('client'),
      class: 'from',
      filter: 'clientIp',
      value: (item) => item.http?.clientIp,
      cell: (item) => plain(item.http?.clientIp ?? ''),
    },
    {
      key: 'trace',
      label: () => t('trace'),
      extra: true,
      filter: 'traceId',
      value: (item) => item.trace?.traceId,
      cell: (item) => plain(item.trace?.traceId ?? ''),
    },
    {
      key: 'errorType',
      label: () => t('errorType'),
      extra: true,
      filter: 'errorType',
      value: (item) => item.failure?.type,
      cell: (item) => plain(item.failure?.type ?? ''),
    },
    {
      key: 'node',
      label: () => t('node'),
      extra: true,
      filter: 'node',
      value: (item) => item.source?.node,
      cell: (item) => plain(item.source?.node ?? ''),
    },
    {
      key: 'took',
      label: () => t('took'),
      class: 'took',
      cell: (item) => (item.durationMillis ? duration(item.durationMillis) : ''),
    },
  ],
  () => draw(),
);

/** @param {any} item */
const row = (item) =>
  html`<tr
    data-id=${item.id}
    @click=${(/** @type {Event} */ e) => openRow(item.id, e)}
    class=${list.mark(item)}
    aria-current=${list.isOpen(item) ? 'true' : nothing}
  >
    ${columns.cells(item)}
  </tr>`;

/** The resource whose entries alone are listed. */
function resource() {
  const { parameters } = place();
  const type = parameters.get('resourceType');
  const id = parameters.get('resourceId');
  return type && id ? `${type} ${id}` : null;
}

const isTimeline = () => Boolean(resource()) && place().parameters.get('view') === 'timeline';
const isGrouped = () => place().parameters.get('view') === 'failures';

/** What happened to one resource, with what each step changed. */
const timeline = () =>
  html`<ol class="timeline">
    ${list.rows(
      (item) =>
        html`<li
          class=${item.outcome === 'FAILURE' ? 'bad' : ''}
          data-id=${item.id}
          @click=${(/** @type {Event} */ e) => openRow(item.id, e)}
        >
          <p class="count">
            ${time(item.occurredAt)} · ${plain(item.operator?.name ?? item.operator?.id ?? '—')} ·
            ${plain(word('action', item.action))} ${item.outcome === 'SUCCESS' ? nothing : outcome(item.outcome)}
          </p>
          ${link(item)}${item.changes?.length ? changeTable(item.changes) : nothing}
        </li>`,
    )}
  </ol>`;

/** The views of the resource alone. @param {(view: string, label: string) => unknown} tab */
function resourceTabs(tab) {
  const { parameters } = place();
  const of = { type: parameters.get('resourceType') ?? '', id: parameters.get('resourceId') ?? '' };
  return html`${tab('timeline', t('view.steps'))}
    <a href=${historyOf(of)}>${t('view.timeline', { what: plain(resource()) })}</a>`;
}

/** The ways to see what is filtered. */
function views() {
  const shown = isGrouped() ? 'failures' : isTimeline() ? 'timeline' : '';
  const tab = (/** @type {string} */ view, /** @type {string} */ label) =>
    html`<a href=${changed({ id: null, view })} aria-current=${shown === view ? 'true' : nothing}>${label}</a>`;
  return html`<div class="tabs">
    ${tab('', t('view.list'))}${tab('failures', t('failures'))}${resource() ? resourceTabs(tab) : nothing}
  </div>`;
}

/** A fact that a filter compares. @param {string} label @param {string} name of the filter @param {unknown} value */
const filterable = (label, name, value) => ({ label, value, more: showAll(name, value, label) });

/** @param {any} entry @returns {import('../components.js').Fact[]} */
function facts({ operator, resource, http, trace, source, extra, chain, id }) {
  const session = http?.sessionReference;
  return [
    {
      ...filterable(t('operator'), 'operator', operator?.id),
      more: html`${showAll('operator', operator?.id, t('operator'))}${userLink(operator?.id)}`,
    },
    { label: t('name'), value: operator?.name === operator?.id ? null : operator?.name },
    filterable(t('tenant'), 'tenant', operator?.tenant),
    filterable(t('resourceType'), 'resourceType', resource?.type),
    filterable(t('resource'), 'resourceId', resource?.id),
    { label: t('request'), value: http && `${http.method} ${http.path}${http.query ? `?${http.query}` : ''}` },
    { label: t('status'), value: http?.status },
    filterable(t('clientIp'), 'clientIp', http?.clientIp),
    { label: t('userAgent'), value: http?.userAgent },
    {
      label: t('session'),
      value: session,
      more: html`${showAll('session', session, t('session'))}
      ${session ? html`<a class="related" href=${to('login-logs', { session })}>${t('session.logins')}</a>` : nothing}`,
    },
    filterable(t('trace'), 'traceId', trace?.traceId),
    { label: t('span'), value: trace?.spanId },
    { label: t('method'), value: source?.method },
    { label: t('thread'), value: source?.thread },
    filterable(t('application'), 'application', source?.application),
    filterable(t('node'), 'node', source?.node),
    ...Object.entries(extra ?? {}).map(([name, value]) => ({
      label: plain(name),
      value,
      more: showAll('extra', attribute(name, value), plain(name)),
    })),
    {
      label: t('chain'),
      value: chain && chainPlace(chain),
    },
    { label: 'ID', value: id },
  ];
}

/** What happened, in a line. @param {any} entry */
const summary = ({ module, action, occurredAt, durationMillis }) =>
  html`${plain(module)} · ${plain(word('action', action))} ·
    <time datetime=${occurredAt}>${fullTime(occurredAt)}</time> · ${duration(durationMillis)}`;

/** @param {any} entry @param {string} href */
function asMarkdown(entry, href) {
  const { failure, changes } = entry;
  const words = [
    word('outcome', entry.outcome),
    entry.module,
    word('action', entry.action),
    fullTime(entry.occurredAt),
    duration(entry.durationMillis),
  ];
  return markdown.entry(entry.description, href, [
    words.map(markdown.literal).join(' · '),
    failure && `**${markdown.literal(failure.type)}:** ${markdown.literal(failure.message)}`,
    markdown.changesTable(changes),
    markdown.factList(facts(entry)),
    markdown.jsonBlock(t('arguments'), entry.arguments),
    markdown.jsonBlock(t('result'), entry.result),
    failure?.stackTrace && markdown.codeBlock(t('stackTrace'), failure.stackTrace),
  ]);
}

/** @param {any} entry */
function details(entry) {
  return html`<p>${outcome(entry.outcome)} ${summary(entry)}</p>
    ${entry.resource?.id
      ? html`<p><a class="button" href=${historyOf(entry.resource)}>${t('history')}</a></p>`
      : nothing}
    ${entry.failure
      ? html`<section>
          <h3>${plain(entry.failure.type)} ${showAll('errorType', entry.failure.type, t('errorType'))}</h3>
          <p class="error">${plain(entry.failure.message)}</p>
          ${entry.failure.stackTrace
            ? html`<details>
                <summary>${t('stackTrace')}</summary>
                <pre tabindex="0">${plain(entry.failure.stackTrace)}</pre>
              </details>`
            : nothing}
        </section>`
      : nothing}
    ${entry.changes?.length
      ? html`<section>
          <h3>${t('changes')}</h3>
          ${changeTable(entry.changes)}
        </section>`
      : nothing}
    ${rows?.view(entry.id) ?? nothing}
    <dl>${factList(facts(entry))}</dl>
    ${json(t('arguments'), entry.arguments)} ${json(t('result'), entry.result)}`;
}

const filters = () => ({
  basic: /** @type {import('../filters.js').Filter[]} */ ([
    { name: 'text', label: t('text'), type: 'search', isSingle: true },
    { name: 'module', label: t('module'), isCounted: true },
    { name: 'action', label: t('action'), isCounted: true, usual: ACTIONS.map((each) => [each, word('action', each)]) },
    { name: 'operator', label: t('operator'), isCounted: true },
    {
      name: 'outcome',
      label: t('outcome'),
      isCounted: true,
      options: OUTCOMES.map((each) => [each, t(`outcome.${each}`)]),
    },
  ]),
  more: /** @type {import('../filters.js').Filter[]} */ ([
    { name: 'resourceType', label: t('resourceType'), isCounted: true },
    { name: 'resourceId', label: t('resource'), isCounted: true },
    { name: 'clientIp', label: t('clientIp'), isCounted: true },
    { name: 'traceId', label: t('trace') },
    { name: 'errorType', label: t('errorType'), isCounted: true, having: { outcome: 'FAILURE' } },
    { name: 'minDurationMillis', label: t('minDuration'), type: 'number', isSingle: true },
    { name: 'tenant', label: t('tenant'), isCounted: true },
    { name: 'session', label: t('session') },
    { name: 'application', label: t('application'), isCounted: true },
    { name: 'node', label: t('node'), isCounted: true },
    { name: 'extra', label: t('extra'), hint: t('extra.hint') },
    { name: 'sort', label: t('sort'), isSingle: true, none: t('sort.NEWEST'), options: [['OLDEST', t('sort.OLDEST')]] },
  ]),
});

function refresh() {
  if (isGrouped()) failures.load();
  else list.load();
  statistics.load();
}

/** @param {import('../app.js').Context} context */
const listTools = (context) =>
  html`${context.may('opsmon:operation-log:export') ? exportLinks(list, context.me.exportFormats) : nothing}
  ${maintenance.buttons(context)} ${isTimeline() ? nothing : columns.chooser()}`;

/** The entries as a list, or as the history of one resource. */
const entries = () =>
  html`${live.view()}
  ${list.view(
    () =>
      isTimeline()
        ? timeline()
        : table({
            caption: t('page.operation-logs'),
            widths: 'operation-logs',
            busy: list.isLoading,
            rows: list.rows(row),
            columns: columns.seen,
          }),
    t('none.operations'),
  )}`;

/** @type {import('../app.js').PageContent} */
export default {
  show(context) {
    draw = context.draw;
    if (isGrouped()) {
      // The steps beside the details of an entry are those of a list that is seen.
      list.leave();
      failures.follow();
    } else {
      list.follow();
    }
    opened.follow();
    // Without the module, the entry is shown without its rows.
    followRows(context).catch(() => {});
    statistics.follow();
    maintenance.follow();
    if (!recorder) readRecorder();
  },
  leave() {
    list.leave();
    failures.leave();
    opened.leave();
    rows?.follow('');
    statistics.leave();
    maintenance.leave();
    recorder = null;
    live.pause();
  },
  view(context) {
    return html`<div class="heading">
        <h1>${t('page.operation-logs')}</h1>
        <span class="count" role="status">${isGrouped() ? failures.count() : count(list.total)}</span>
        <div class="tools">
          ${isGrouped() ? nothing : listTools(context)}${saved.menu()}${isGrouped() ? nothing : live.button()}
          <button type="button" @click=${refresh} ?disabled=${isGrouped() ? failures.isLoading : list.isLoading}>
            ${t('refresh')}
          </button>
        </div>
      </div>
      ${views()}${recorderState()}${maintenance.view(context)}
      ${filterBar({
        label: t('page.operation-logs'),
        ...filters(),
        list,
      })}
      ${statistics.histogram()} ${statistics.facets()} ${isGrouped() ? failures.view() : entries()}`;
  },
  part: () => (isGrouped() ? t('failures') : isTimeline() ? plain(resource()) : ''),
  aside() {
    return opened.view(t('operation'), {
      title: (entry) => plain(entry.description),
      details,
      markdown: asMarkdown,
    });
  },
};
