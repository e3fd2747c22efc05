// The page of operation logs: what is shown follows from the address, and every change of a filter is a change of the address.

import { html, nothing, render } from './vendor/lit-html/lit-html.js';
import { Problem, get } from './api.js';
import { duration, fullTime, plain, shortTime } from './format.js';

const FILTERS = ['from', 'to', 'operator', 'module', 'action', 'outcome', 'resourceType', 'resourceId', 'clientIp', 'traceId', 'text', 'minDurationMs'];
const ADVANCED = ['resourceType', 'resourceId', 'clientIp', 'traceId', 'minDurationMs', 'to'];
const LABELS = {
  from: 'From',
  to: 'Until',
  operator: 'Operator',
  module: 'Module',
  action: 'Action',
  outcome: 'Outcome',
  resourceType: 'Resource type',
  resourceId: 'Resource id',
  clientIp: 'Client address',
  traceId: 'Trace',
  text: 'Text',
  minDurationMs: 'At least (ms)',
};
const RANGES = [['Last hour', 1], ['24 hours', 24], ['7 days', 168], ['30 days', 720]];
const PERMISSION = 'opsmon:operation-log:read';

const state = {
  /** @type {{username: string, permissions: string[]} | null} */ me: null,
  /** @type {any[]} */ items: [],
  /** @type {string | null} */ nextCursor: null,
  /** @type {{value: number, relation: string} | null} */ total: null,
  /** @type {any} */ open: null,
  /** @type {Error | null} */ problem: null,
  /** @type {any} */ recorder: null,
  loading: true,
  more: false,
};

/** @type {AbortController | null} */
let running = null;
/** @type {Element | null} */
let openedFrom = null;

const address = () => new URLSearchParams(location.hash.replace(/^#/, ''));

function filters() {
  const all = address();
  const chosen = new URLSearchParams();
  for (const name of FILTERS) {
    const value = all.get(name);
    if (value) chosen.set(name, value);
  }
  return chosen;
}

/** @param {Record<string, string | null>} changes */
function go(changes) {
  const next = address();
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  location.hash = next.toString();
}

async function load() {
  running?.abort();
  const mine = (running = new AbortController());
  state.loading = true;
  draw();
  try {
    const page = await get('operation-logs', filters(), mine.signal);
    Object.assign(state, { items: page.items, nextCursor: page.nextCursor, total: page.total, problem: null });
  } catch (failure) {
    if (mine.signal.aborted) return;
    Object.assign(state, { items: [], nextCursor: null, total: null, problem: failure });
  }
  state.loading = false;
  draw();
  get('operation-logs/recorder').then((statistics) => {
    state.recorder = statistics;
    draw();
  }, () => {});
}

async function loadMore() {
  if (!state.nextCursor || state.more) return;
  state.more = true;
  draw();
  const parameters = filters();
  parameters.set('cursor', state.nextCursor);
  try {
    const page = await get('operation-logs', parameters, running?.signal);
    state.items = [...state.items, ...page.items];
    state.nextCursor = page.nextCursor;
  } catch (failure) {
    if (!running?.signal.aborted) state.problem = failure;
  }
  state.more = false;
  draw();
}

async function showEntry() {
  const id = address().get('id');
  if (!id) {
    const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector('dialog'));
    if (dialog?.open) dialog.close();
    state.open = null;
    draw();
    return;
  }
  if (state.open?.id === id) return;
  try {
    state.open = await get(`operation-logs/${encodeURIComponent(id)}`);
  } catch (failure) {
    state.open = { id, problem: failure };
  }
  draw();
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector('dialog'));
  if (!dialog.open) dialog.showModal();
}

/** @type {string | null} */
let shownFilters = null;

function follow() {
  const wanted = filters().toString();
  if (wanted !== shownFilters) {
    shownFilters = wanted;
    load();
  }
  showEntry();
}

/** @param {Event} event */
function apply(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
  /** @type {Record<string, string | null>} */
  const changes = {};
  for (const name of FILTERS) {
    if (!form.has(name)) continue;
    const value = String(form.get(name)).trim();
    const isTime = name === 'from' || name === 'to';
    changes[name] = value && isTime ? new Date(value).toISOString() : value;
  }
  go(changes);
}

/** For an input of type datetime-local. @param {string | null} iso */
function localTime(iso) {
  if (!iso || Number.isNaN(Date.parse(iso))) return '';
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** @param {string} name */
function field(name) {
  const value = address().get(name) ?? '';
  const invalid = state.problem instanceof Problem && state.problem.field === name;
  if (name === 'outcome') {
    return html`<label>${LABELS.outcome}
      <select name="outcome" .value=${value} @change=${(e) => e.target.form.requestSubmit()}>
        ${[['', 'Any'], ['SUCCESS', 'Success'], ['FAILURE', 'Failure'], ['CANCELLED', 'Cancelled']].map(
          ([key, label]) => html`<option value=${key} ?selected=${value === key}>${label}</option>`)}
      </select></label>`;
  }
  const isTime = name === 'from' || name === 'to';
  return html`<label>${LABELS[name]}
    <input name=${name} type=${isTime ? 'datetime-local' : name === 'minDurationMs' ? 'number' : name === 'text' ? 'search' : 'text'}
      step=${isTime ? '1' : nothing} min=${name === 'minDurationMs' ? '0' : nothing} autocomplete="off"
      aria-invalid=${invalid ? 'true' : nothing} .value=${isTime ? localTime(value) : value}></label>`;
}

function filterBar() {
  const chosen = [...filters().keys()];
  const openAdvanced = chosen.some((name) => ADVANCED.includes(name));
  return html`<form class="filters" role="search" aria-label="Filter operation logs" @submit=${apply}>
    <div class="row">
      ${['text', 'module', 'action', 'operator', 'outcome', 'from'].map(field)}
      <button class="primary" type="submit">Filter</button>
      ${chosen.length ? html`<button type="button" @click=${() => go(Object.fromEntries(FILTERS.map((name) => [name, null])))}>Clear</button>` : nothing}
    </div>
    <div class="ranges" role="group" aria-label="Time range">
      ${RANGES.map(([label, hours]) => html`<button type="button" class="chip"
        @click=${() => go({ from: new Date(Date.now() - Number(hours) * 3_600_000).toISOString(), to: null })}>${label}</button>`)}
    </div>
    <details ?open=${openAdvanced}><summary>More filters</summary><div class="row">${ADVANCED.map(field)}</div></details>
  </form>`;
}

/** @param {any} item */
function badge(item) {
  const text = { SUCCESS: 'Success', FAILURE: 'Failure', CANCELLED: 'Cancelled' }[item.outcome] ?? item.outcome;
  return html`<span class="badge ${item.outcome.toLowerCase()}">${text}</span>`;
}

/** @param {any} item */
function row(item) {
  const open = (event) => {
    openedFrom = event.currentTarget.closest('tr')?.querySelector('.open') ?? null;
    go({ id: item.id });
  };
  return html`<tr @click=${open} class=${item.id === address().get('id') ? 'chosen' : ''}>
    <td class="time"><time datetime=${item.occurredAt} title=${fullTime(item.occurredAt)}>${shortTime(item.occurredAt)}</time></td>
    <td class="who">${plain(item.operator?.name ?? item.operator?.id ?? '—')}</td>
    <td class="module">${plain(item.module)}</td>
    <td class="action">${plain(item.action)}</td>
    <td class="what"><button class="open" type="button">${plain(item.description)}</button>
      ${item.failure ? html`<span class="error">${plain(item.failure.message ?? item.failure.type)}</span>` : nothing}</td>
    <td class="outcome">${badge(item)}</td>
    <td class="from">${plain(item.http?.clientIp ?? '')}</td>
    <td class="took">${duration(item.durationMicros)}</td>
  </tr>`;
}

function list() {
  if (state.problem && !(state.problem instanceof Problem && state.problem.field && state.items.length)) return trouble(state.problem);
  if (!state.loading && !state.items.length) {
    return html`<p class="notice">${filters().size ? 'No operation matches these filters.' : 'No operation has been recorded yet.'}</p>`;
  }
  return html`<div class="table" aria-busy=${state.loading}><table>
      <caption class="visually-hidden">Operation logs, newest first</caption>
      <thead><tr>${['Time', 'Operator', 'Module', 'Action', 'Description', 'Outcome', 'Client', 'Took'].map(
        (head) => html`<th scope="col" class=${head === 'Took' ? 'took' : nothing}>${head}</th>`)}</tr></thead>
      <tbody>${state.items.map(row)}</tbody>
    </table></div>
    ${state.nextCursor ? html`<p class="more"><button type="button" ?disabled=${state.more} @click=${loadMore}>${state.more ? 'Loading…' : 'Show older'}</button></p>` : nothing}`;
}

/** @param {Error} problem */
function trouble(problem) {
  const status = problem instanceof Problem ? problem.status : 0;
  if (status === 401) {
    return html`<div class="notice" role="alert"><p>Your sign-in has expired.</p><p><button class="primary" type="button" @click=${() => location.reload()}>Sign in again</button></p></div>`;
  }
  if (status === 403) return html`<p class="notice" role="alert">You are not permitted to see operation logs. ${problem.message}</p>`;
  if (status === 400) return html`<p class="notice" role="alert">${problem.message}</p>`;
  return html`<div class="notice" role="alert"><p>${status ? problem.message : 'The application does not answer.'}</p><p><button class="primary" type="button" @click=${load}>Try again</button></p></div>`;
}

/** @param {string} label @param {unknown} value @param {string} [filter] */
function fact(label, value, filter) {
  if (value === undefined || value === null || value === '') return nothing;
  const text = plain(value);
  return html`<dt>${label}</dt><dd>${text}${filter
    ? html` <button type="button" class="link" title="Show all with this ${label.toLowerCase()}" @click=${() => go({ id: null, [filter]: String(value) })}>all</button>`
    : nothing}</dd>`;
}

/** @param {string} title @param {unknown} value */
function json(title, value) {
  return value === undefined ? nothing : html`<section><h3>${title}</h3><pre>${plain(JSON.stringify(value, null, 2))}</pre></section>`;
}

/** @param {{path: string, label: string, type: string, old?: string, new?: string}[] | undefined} all */
function changes(all) {
  if (!all?.length) return nothing;
  return html`<section><h3>Changes</h3><table class="changes">
    <thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
    <tbody>${all.map((change) => html`<tr>
      <th scope="row" title=${plain(change.path)}>${plain(change.label)}</th>
      <td>${change.old === undefined ? nothing : html`<del>${plain(change.old)}</del>`}</td>
      <td>${change.new === undefined ? nothing : html`<ins>${plain(change.new)}</ins>`}</td></tr>`)}</tbody></table></section>`;
}

function details() {
  const entry = state.open;
  const close = () => go({ id: null });
  return html`<dialog aria-labelledby="entry-title" @cancel=${(e) => { e.preventDefault(); close(); }}
      @close=${() => /** @type {HTMLElement | null} */ (openedFrom)?.focus()}
      @click=${(e) => { if (e.target === e.currentTarget) close(); }}>
    ${entry ? html`<article>
      <header><h2 id="entry-title">${entry.problem ? 'Operation' : plain(entry.description)}</h2><button type="button" @click=${close} aria-label="Close">✕</button></header>
      ${entry.problem ? html`<p class="notice">${entry.problem.message}</p>` : html`
        <p>${badge(entry)} ${plain(entry.module)} · ${plain(entry.action)} · <time datetime=${entry.occurredAt}>${fullTime(entry.occurredAt)}</time> · ${duration(entry.durationMicros)}</p>
        <dl>
          ${fact('Operator', entry.operator?.id, 'operator')}
          ${fact('Name', entry.operator?.name === entry.operator?.id ? null : entry.operator?.name)}
          ${fact('Tenant', entry.operator?.tenant)}
          ${fact('Resource type', entry.resource?.type, 'resourceType')}
          ${fact('Resource', entry.resource?.id, 'resourceId')}
          ${fact('Request', entry.http && `${entry.http.method} ${entry.http.path}${entry.http.query ? `?${entry.http.query}` : ''}`)}
          ${fact('Status', entry.http?.status)}
          ${fact('Client address', entry.http?.clientIp, 'clientIp')}
          ${fact('User agent', entry.http?.userAgent)}
          ${fact('Session', entry.http?.sessionReference)}
          ${fact('Trace', entry.trace?.traceId, 'traceId')}
          ${fact('Span', entry.trace?.spanId)}
          ${fact('Method', entry.source?.method)}
          ${fact('Thread', entry.source?.thread)}
          ${fact('Node', entry.source && `${entry.source.application} on ${entry.source.node}`)}
          ${Object.entries(entry.extra ?? {}).map(([name, value]) => fact(plain(name), value))}
          ${fact('Chain', entry.chain && `${entry.chain.name}, entry ${entry.chain.sequence}${entry.chain.erased ? ', personal data erased' : ''}`)}
          ${fact('Id', entry.id)}
        </dl>
        ${entry.failure ? html`<section><h3>${plain(entry.failure.type)}</h3><p class="error">${plain(entry.failure.message)}</p>
          ${entry.failure.stackTrace ? html`<pre>${plain(entry.failure.stackTrace)}</pre>` : nothing}</section>` : nothing}
        ${changes(entry.changes)}
        ${json('Arguments', entry.arguments)}
        ${json('Result', entry.result)}`}
    </article>` : nothing}
  </dialog>`;
}

function recorderState() {
  const recorder = state.recorder;
  if (!recorder) return nothing;
  const lost = recorder.dropped + recorder.deadLettered;
  if (recorder.state !== 'OUTAGE' && recorder.state !== 'CATCHING_UP' && !lost) return nothing;
  return html`<p class="recorder" role="status">
    ${recorder.state === 'OUTAGE' ? 'The database is away; new entries are kept on disk and appear here later. ' : nothing}
    ${recorder.state === 'CATCHING_UP' ? 'Entries kept on disk are being stored. ' : nothing}
    ${recorder.dropped ? `${recorder.dropped} entries were dropped since start-up. ` : nothing}
    ${recorder.deadLettered ? `${recorder.deadLettered} entries were refused by the database and are in the dead-letter file. ` : nothing}
  </p>`;
}

function count() {
  if (!state.total) return '';
  return state.total.relation === 'gte' ? `more than ${state.total.value.toLocaleString()}` : state.total.value.toLocaleString();
}

function draw() {
  const permitted = !state.me || state.me.permissions.includes(PERMISSION);
  render(html`
    <header class="top"><a class="brand" href="#"><img src="icon.svg" alt="" width="24" height="24">opsmon</a>
      <nav aria-label="Pages"><a href="#" aria-current="page">Operation logs</a></nav>
      <span class="me">${state.me ? plain(state.me.username) : ''}</span></header>
    <main>
      <div class="heading"><h1>Operation logs</h1><span class="count" role="status">${count()}</span>
        <button type="button" @click=${load} ?disabled=${state.loading}>Refresh</button></div>
      ${permitted ? html`${recorderState()}${filterBar()}${list()}` : trouble(new Problem(403, { detail: `You need the permission ${PERMISSION}.` }))}
    </main>
    ${details()}`, /** @type {HTMLElement} */ (document.getElementById('app')));
}

addEventListener('hashchange', follow);
addEventListener('keydown', (event) => {
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key === '/' && !typing) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector('input[name=text]'))?.focus();
  }
});

try {
  state.me = await get('me');
  draw();
  if (state.me?.permissions.includes(PERMISSION)) follow();
} catch (failure) {
  state.loading = false;
  state.problem = /** @type {Error} */ (failure);
  draw();
}
