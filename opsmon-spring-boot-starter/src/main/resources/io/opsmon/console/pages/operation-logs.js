// Who did what.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { get } from '../api.js';
import { count, duration, fullTime, number, plain } from '../format.js';
import { t, word } from '../i18n.js';
import { fact, filterBar, json, open, outcome, showAll, table, time } from '../parts.js';
import { Listing } from '../listing.js';
import { Care, Facets, OpenEntry, exportLinks } from '../log.js';
import { listen } from '../live.js';
import { go, place } from '../router.js';

const FILTERS = ['from', 'to', 'operator', 'module', 'action', 'outcome', 'resourceType', 'resourceId', 'clientIp', 'traceId', 'text', 'minDurationMs'];

let draw = () => {};
const list = new Listing('operation-logs', FILTERS, () => draw());
const opened = new OpenEntry('operation-logs', () => draw());
const care = new Care(list, 'opsmon:operation-log:delete');
const facets = new Facets(list, [
  { counts: 'modules', filter: 'module', label: () => t('module') },
  { counts: 'actions', filter: 'action', label: () => t('action') },
  { counts: 'operators', filter: 'operator', label: () => t('operator') },
  { counts: 'outcomes', filter: 'outcome', label: () => t('outcome'), text: (value) => word('outcome', value) },
]);
/** @type {any} */
let recorder = null;
/** Ends being told of new entries. @type {(() => void) | undefined} */
let live;

function readRecorder() {
  get('operation-logs/recorder').then((statistics) => { recorder = statistics; draw(); }, () => {});
}

function toggleLive() {
  live?.();
  live = live ? undefined : listen('operation-logs', () => list.load(true));
  draw();
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
const row = (item) => html`<tr @click=${(e) => open(e, item.id)} class=${item.id === place().parameters.get('id') ? 'chosen' : ''}>
  <td class="time">${time(item.occurredAt)}</td>
  <td class="who">${plain(item.operator?.name ?? item.operator?.id ?? '—')}</td>
  <td class="module">${plain(item.module)}</td>
  <td class="action">${plain(item.action)}</td>
  <td class="what"><button class="open" type="button">${plain(item.description)}</button>
    ${item.failure ? html`<span class="error">${plain(item.failure.message ?? item.failure.type)}</span>` : nothing}</td>
  <td class="outcome">${outcome(item.outcome)}</td>
  <td class="from">${plain(item.http?.clientIp ?? '')}</td>
  <td class="took">${item.durationMicros ? duration(item.durationMicros) : ''}</td>
</tr>`;

/** @param {{path: string, label: string, type: string, old?: string, new?: string}[] | undefined} all */
function changes(all) {
  if (!all?.length) return nothing;
  return html`<section><h3>${t('changes')}</h3><table class="changes">
    <thead><tr><th scope="col">${t('changes.what')}</th><th scope="col">${t('changes.before')}</th><th scope="col">${t('changes.after')}</th></tr></thead>
    <tbody>${all.map((change) => html`<tr>
      <th scope="row" title=${plain(change.path)}>${plain(change.label)}</th>
      <td>${change.old === undefined ? nothing : html`<del>${plain(change.old)}</del>`}</td>
      <td>${change.new === undefined ? nothing : html`<ins>${plain(change.new)}</ins>`}</td></tr>`)}</tbody></table></section>`;
}

/** @param {any} entry */
function details(entry) {
  const http = entry.http;
  return html`
    <p>${outcome(entry.outcome)} ${plain(entry.module)} · ${plain(entry.action)} · <time datetime=${entry.occurredAt}>${fullTime(entry.occurredAt)}</time> · ${duration(entry.durationMicros)}</p>
    ${entry.resource?.type && entry.resource?.id ? html`<p><button type="button" @click=${() => go({ id: null, from: null, to: null, module: null, action: null, outcome: null, text: null, operator: null, traceId: null, resourceType: entry.resource.type, resourceId: entry.resource.id })}>${t('history')}</button></p>` : nothing}
    ${entry.failure ? html`<section><h3>${plain(entry.failure.type)}</h3><p class="error">${plain(entry.failure.message)}</p>
      ${entry.failure.stackTrace ? html`<details><summary>${t('stackTrace')}</summary><pre tabindex="0">${plain(entry.failure.stackTrace)}</pre></details>` : nothing}</section>` : nothing}
    ${changes(entry.changes)}
    <dl>
      ${fact(t('operator'), entry.operator?.id, showAll('operator', entry.operator?.id, t('operator')))}
      ${fact(t('name'), entry.operator?.name === entry.operator?.id ? null : entry.operator?.name)}
      ${fact(t('tenant'), entry.operator?.tenant)}
      ${fact(t('resourceType'), entry.resource?.type, showAll('resourceType', entry.resource?.type, t('resourceType')))}
      ${fact(t('resource'), entry.resource?.id, showAll('resourceId', entry.resource?.id, t('resource')))}
      ${fact(t('request'), http && `${http.method} ${http.path}${http.query ? `?${http.query}` : ''}`)}
      ${fact(t('status'), http?.status)}
      ${fact(t('clientIp'), http?.clientIp, showAll('clientIp', http?.clientIp, t('clientIp')))}
      ${fact(t('userAgent'), http?.userAgent)}
      ${fact(t('session'), http?.sessionReference)}
      ${fact(t('trace'), entry.trace?.traceId, showAll('traceId', entry.trace?.traceId, t('trace')))}
      ${fact(t('span'), entry.trace?.spanId)}
      ${fact(t('method'), entry.source?.method)}
      ${fact(t('thread'), entry.source?.thread)}
      ${fact(t('node'), entry.source && `${entry.source.application} · ${entry.source.node}`)}
      ${Object.entries(entry.extra ?? {}).map(([name, value]) => fact(plain(name), value))}
      ${fact(t('chain'), entry.chain && t(entry.chain.erased ? 'chain.erased' : 'chain.place', { name: entry.chain.name, n: entry.chain.sequence }))}
      ${fact('Id', entry.id)}
    </dl>
    ${json(t('arguments'), entry.arguments)}
    ${json(t('result'), entry.result)}`;
}

/** @type {import('../app.js').Page} */
export default {
  name: 'operation-logs',
  permission: 'opsmon:operation-log:read',
  show(context) {
    draw = context.draw;
    list.follow();
    opened.follow();
    facets.follow();
    if (!recorder) readRecorder();
  },
  leave() {
    list.leave();
    recorder = null;
    if (live) toggleLive();
  },
  view(context) {
    return html`<div class="heading"><h1>${t('page.operation-logs')}</h1><span class="count" role="status">${count(list.total)}</span>
        <div class="tools">${context.may('opsmon:operation-log:export') ? exportLinks(list) : nothing}
          ${care.buttons(context)}
          <button type="button" aria-pressed=${Boolean(live)} @click=${toggleLive}>${live ? t('live.pause') : t('live.start')}</button>
          <button type="button" @click=${() => list.load()} ?disabled=${list.isLoading}>${t('refresh')}</button></div></div>
      ${recorderState()}${care.view()}
      ${filterBar({
        label: t('page.operation-logs'),
        basic: [{ name: 'text', label: t('text'), type: 'search' }, { name: 'module', label: t('module') }, { name: 'action', label: t('action') },
          { name: 'operator', label: t('operator') },
          { name: 'outcome', label: t('outcome'), options: ['SUCCESS', 'FAILURE', 'CANCELLED'].map((each) => [each, t(`outcome.${each}`)]) }],
        more: [{ name: 'from', label: t('from'), type: 'time' }, { name: 'to', label: t('to'), type: 'time' }, { name: 'resourceType', label: t('resourceType') }, { name: 'resourceId', label: t('resource') }, { name: 'clientIp', label: t('clientIp') },
          { name: 'traceId', label: t('trace') }, { name: 'minDurationMs', label: t('minDuration'), type: 'number' }],
        problem: list.problem,
      })}
      ${facets.view()}
      ${list.view(() => table({
        caption: t('page.operation-logs'), busy: list.isLoading, rows: list.items.map(row),
        columns: [{ label: t('time') }, { label: t('operator') }, { label: t('module') }, { label: t('action') }, { label: t('description') },
          { label: t('outcome') }, { label: t('client') }, { label: t('took'), class: 'took' }],
      }), t('none.operations'))}`;
  },
  aside() {
    return opened.view(t('operation'), (entry) => plain(entry.description), details);
  },
};
