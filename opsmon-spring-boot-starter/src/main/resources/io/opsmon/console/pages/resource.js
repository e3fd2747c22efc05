// One resource: who changed which of its fields, when, from which value to which. One line for each change.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { get } from '../api.js';
import { valueCells } from '../changes.js';
import { notice, problemPanel, time, userName } from '../components.js';
import { written } from '../filters.js';
import { clock, date, fullTime, number, plain } from '../format.js';
import { t, word } from '../i18n.js';
import { changed, go, link, place } from '../router.js';

const OPERATIONS_AT_ONCE = 200;
/** A field may have changed rarely: older operations are read until there are enough lines, or that many were read. */
const ENOUGH_LINES = 50;
const MOST_REQUESTS = 5;
/** Operations that change nothing. */
const READS = ['QUERY', 'EXPORT'];

/**
 * A line of the history: a change, or an operation without recorded changes.
 * @typedef {{operation: any, change: import('../changes.js').Change | null}} Line
 * @typedef {{path: string, label: string, count: number}} Field
 */

let draw = () => {};
/** Successful operations of the resource that were read, the newest first. @type {any[]} */
let operations = [];
/** Where older operations begin; null if there are none. @type {string | null} */
let next = null;
/** @type {Error | null} */
let problem = null;
/** @type {AbortController | null} */
let running = null;
/** The resource that was read, or is being read. */
let shown = '';

const resource = () => {
  const { parameters } = place();
  return { type: parameters.get('type') ?? '', id: parameters.get('id') ?? '' };
};
const chosenField = () => place().parameters.get('field') ?? '';
const isByField = () => place().parameters.get('by') === 'field';
const key = () => JSON.stringify(resource());
const name = () => [resource().type, resource().id].filter(Boolean).map(plain).join(' ');

/** The filter of the operation log for the resource. @returns {Record<string, string>} */
function filter() {
  const { type, id } = resource();
  return { ...(type ? { resourceType: written(type) } : {}), resourceId: written(id) };
}

/** Collations may ignore case: another resource is left out. @param {any} operation */
function isOfResource(operation) {
  const { type, id } = resource();
  return operation.resource?.id === id && (!type || operation.resource.type === type);
}

/** @param {string | null} cursor @param {AbortSignal} signal */
async function readPage(cursor, signal) {
  const parameters = new URLSearchParams({ ...filter(), outcome: 'SUCCESS', limit: String(OPERATIONS_AT_ONCE) });
  READS.forEach((action) => parameters.append('action', `!${action}`));
  if (cursor) parameters.set('cursor', cursor);
  const answer = await get('operation-logs', parameters, signal);
  operations = [...(cursor ? operations : []), ...answer.items.filter(isOfResource)];
  next = answer.nextCursor ?? null;
}

/** Reads older operations, or all anew, until there are enough lines. @param {boolean} isAnew */
async function read(isAnew) {
  running?.abort();
  const mine = (running = new AbortController());
  shown = key();
  problem = null;
  draw();
  try {
    const enough = isAnew ? ENOUGH_LINES : lines().length + ENOUGH_LINES;
    for (let i = 0; i < MOST_REQUESTS && (i === 0 || (next && lines().length < enough)); i += 1) {
      await readPage(isAnew && i === 0 ? null : next, mine.signal);
      draw();
    }
  } catch (failure) {
    if (mine.signal.aborted) return;
    problem = /** @type {Error} */ (failure);
  }
  running = null;
  draw();
}

/** All that is known, without a filter. @returns {Line[]} */
const allLines = () =>
  operations.flatMap((operation) =>
    operation.changes?.length
      ? operation.changes.map((/** @type {import('../changes.js').Change} */ change) => ({ operation, change }))
      : [{ operation, change: null }],
  );

/** @returns {Line[]} */
function lines() {
  const field = chosenField();
  return allLines().filter(({ change }) => !field || change?.path === field);
}

/** The fields that changed, the one with the newest change first. @returns {Field[]} */
function fields() {
  /** @type {Map<string, Field>} */
  const known = new Map();
  for (const { change } of allLines()) {
    if (!change) continue;
    const field = known.get(change.path) ?? { path: change.path, label: change.label, count: 0 };
    field.count += 1;
    known.set(change.path, field);
  }
  return [...known.values()];
}

/** @param {string} field @param {unknown} label @param {number} count */
function fieldButton(field, label, count) {
  return html`<button
    type="button"
    class="chip"
    aria-pressed=${chosenField() === field ? 'true' : 'false'}
    @click=${() => go({ field })}
  >
    ${label} <span class="count">${number(count)}</span>
  </button>`;
}

function fieldFilter() {
  const known = fields();
  if (known.length < 2 && !chosenField()) return nothing;
  return html`<div class="ranges" role="group" aria-label=${t('changes.what')}>
    ${fieldButton('', t('resource.allFields'), allLines().length)}
    ${known.map(({ path, label, count }) => fieldButton(path, plain(label), count))}
  </div>`;
}

function tabs() {
  const tab = (/** @type {string} */ by, /** @type {string} */ label) =>
    html`<a href=${changed({ by })} aria-current=${isByField() === Boolean(by) ? 'true' : nothing}>${label}</a>`;
  return html`<div class="tabs">${tab('', t('resource.byDay'))}${tab('field', t('resource.byField'))}</div>`;
}

/** @param {Line} line */
function row({ operation, change }) {
  const { id, occurredAt, action, description, operator } = operation;
  const href = link('operation-logs', { ...filter(), id });
  return html`<tr>
    <td class="time">
      ${isByField()
        ? time(occurredAt)
        : html`<time datetime=${occurredAt} title=${fullTime(occurredAt)}>${clock(Date.parse(occurredAt))}</time>`}
    </td>
    ${change && !isByField() ? html`<th scope="row" title=${plain(change.path)}>${plain(change.label)}</th>` : nothing}
    ${change ? valueCells(change) : html`<td class="whole" colspan=${isByField() ? 2 : 3}>${plain(description)}</td>`}
    <td class="who">${userName(operator)}</td>
    <td><a class="operation" href=${href} title=${plain(description)}>${plain(word('action', action))}</a></td>
  </tr>`;
}

/**
 * Lines under a title.
 * @typedef {{title: unknown, lines: Line[]}} Group
 */

/** @param {Line[]} all @returns {Group[]} */
function byDay(all) {
  /** @type {Map<string, Line[]>} */
  const days = new Map();
  for (const line of all) {
    const day = date(line.operation.occurredAt);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days].map(([title, some]) => ({ title, lines: some }));
}

/** @param {Line[]} all @returns {Group[]} */
function byField(all) {
  const groups = fields().map(({ path, label }) => {
    const some = all.filter(({ change }) => change?.path === path);
    return { title: html`${plain(label)}${present(some)}`, lines: some };
  });
  const others = all.filter(({ change }) => !change);
  return [...groups, { title: t('resource.noFields'), lines: others }].filter((group) => group.lines.length);
}

/** The value that a field has since its newest change. @param {Line[]} some of one field, the newest first */
function present([newest]) {
  const value = newest?.change?.new;
  return value === undefined
    ? nothing
    : html` <span class="count">${t('resource.now', { value: plain(value) })}</span>`;
}

/** @param {Group} group @param {number} width */
const body = (group, width) =>
  html`<tbody>
    <tr class="group">
      <th scope="rowgroup" colspan=${width}>${group.title}</th>
    </tr>
    ${group.lines.map(row)}
  </tbody>`;

function history() {
  const columns = ['time', ...(isByField() ? [] : ['changes.what']), 'changes.before', 'changes.after', 'operator'];
  const heads = [...columns, 'operation'];
  const groups = isByField() ? byField(lines()) : byDay(lines());
  return html`<div class="table" aria-busy=${running !== null}>
    <table class="history">
      <caption class="visually-hidden">
        ${t('view.timeline', { what: name() })}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${t(head)}</th>`)}
        </tr>
      </thead>
      ${groups.map((group) => body(group, heads.length))}
    </table>
  </div>`;
}

function more() {
  if (!next) return nothing;
  return html`<p class="more">
    <button type="button" @click=${() => read(false)} ?disabled=${running !== null}>${t('resource.more')}</button>
    <span class="count">${t('resource.read', { n: number(operations.length) })}</span>
  </p>`;
}

function content() {
  if (problem && !operations.length) return problemPanel(problem, () => read(true));
  if (running && !operations.length) return html`<p class="notice" role="status">${t('loading')}</p>`;
  if (!operations.length) return notice(t('resource.none'));
  return html`${tabs()}${fieldFilter()} ${problem ? problemPanel(problem, () => read(false)) : nothing}
  ${lines().length ? history() : running ? nothing : notice(t('resource.noneOfField'))}${more()}`;
}

/** @type {import('../app.js').PageContent} */
export default {
  show(context) {
    draw = context.draw;
    if (resource().id && key() !== shown) {
      operations = [];
      next = null;
      read(true);
    }
  },
  leave() {
    running?.abort();
    running = null;
    shown = '';
    operations = [];
    next = null;
    problem = null;
  },
  part: name,
  view() {
    if (!resource().id)
      return html`<h1>${t('page.resource')}</h1>
        ${notice(t('resource.unnamed'))}`;
    const many = lines().length;
    return html`<div class="heading">
        <h1>${t('view.timeline', { what: name() })}</h1>
        <span class="count" role="status"
          >${running && !many
            ? ''
            : next
              ? t('moreThan', { n: number(many) })
              : t('resource.changes', { n: number(many) })}</span
        >
        <div class="tools">
          <a class="button" href=${link('operation-logs', filter())}>${t('page.operation-logs')}</a>
          <button type="button" @click=${() => read(true)} ?disabled=${running !== null}>${t('refresh')}</button>
        </div>
      </div>
      ${content()}`;
  },
};
