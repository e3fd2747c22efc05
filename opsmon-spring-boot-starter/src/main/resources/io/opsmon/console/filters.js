// Filters of a list. The address has their values: operator=a&operator=b accepts two operators, operator=!a excludes one.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem } from './api.js';
import { plain } from './format.js';
import { t } from './i18n.js';
import { go, place } from './router.js';
import { NAMES as RANGE, timeRange } from './time-range.js';

/** @param {string} value of the address */
const isExcluded = (value) => value.startsWith('!');

/** A value as the address has it: a backslash marks a value that begins with a mark itself. @param {unknown} value @param {boolean} [excluded] */
const written = (value, excluded = false) => (excluded ? `!${value}` : String(value).replace(/^[!\\]/, '\\$&'));

/** @param {string} value of the address */
const read = (value) => value.replace(/^[!\\]/, '');

/** Takes a value in or out. @param {string} name @param {string} value as the address has it */
function toggled(name, value) {
  const values = place().parameters.getAll(name);
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}

/** Whether a filter accepts a value. @param {string} name @param {unknown} value */
export const isAccepted = (name, value) => place().parameters.getAll(name).includes(written(value));

/** Accepts a value beside the others, or no longer. @param {string} name @param {unknown} value */
export const toggle = (name, value) => go({ [name]: toggled(name, written(value)) });

/** Behind a fact: all entries with this value, or without it. @param {string} name @param {unknown} value @param {string} label */
export const showAll = (name, value, label) => (value ? html` <button type="button" class="link" aria-label=${t('showAllWith', { what: label })}
    @click=${() => go({ id: null, [name]: written(value) })}>${t('showAll')}</button>
  <button type="button" class="link" aria-label=${t('excludeAllWith', { what: label })}
    @click=${() => go({ id: null, [name]: [...place().parameters.getAll(name).filter((each) => each !== written(value)), written(value, true)] })}>${t('exclude')}</button>` : nothing);

/** What is filtered: each value can be taken out, or excluded instead. @param {Filter[]} filters */
function chips(filters) {
  const set = filters.filter(({ name }) => name !== 'sort').flatMap((filter) => place().parameters.getAll(filter.name).filter(Boolean).map((value) => ({ filter, value })));
  if (!set.length) return nothing;
  return html`<ul class="chips" aria-label=${t('filters.set')}>${set.map(({ filter: { name, label, options, usual, isSingle }, value }) => {
    const values = place().parameters.getAll(name);
    const text = [...(options ?? []), ...(usual ?? [])].find(([key]) => key === read(value))?.[1] ?? plain(isSingle ? value : read(value));
    const words = t(!isSingle && isExcluded(value) ? 'filters.isNot' : 'filters.is', { name: label, value: text });
    const opposite = isExcluded(value) ? written(read(value)) : written(read(value), true);
    return html`<li class="chip">${isSingle ? words : html`<button type="button" class="link" title=${t(isExcluded(value) ? 'filters.accept' : 'filters.exclude')}
        @click=${() => go({ [name]: values.map((each) => (each === value ? opposite : each)) })}>${words}</button>`}
      <button type="button" class="remove" aria-label=${t('filters.remove', { what: words })} @click=${() => go({ [name]: values.filter((each) => each !== value) })}>✕</button></li>`;
  })}</ul>`;
}

/** @typedef {{name: string, label: string, type?: 'text' | 'search' | 'number', options?: [string, string][], none?: string, usual?: [string, string][], isSingle?: boolean}} Filter a choice of options, of which that without a value is called none, or any; or a text, for which usual ones are proposed */

/**
 * @param {{label: string, basic: Filter[], more: Filter[], problem: Error | null, ranges?: boolean}} what
 */
export function filterBar({ label, basic, more, problem, ranges = true }) {
  const all = [...basic, ...more];
  // A phone has room for one.
  const atOnce = matchMedia('(max-width: 46rem)').matches ? 1 : basic.length;
  const later = all.slice(atOnce);
  const { parameters } = place();
  const isSet = (/** @type {Filter} */ filter) => parameters.has(filter.name);
  // A field shows the only value; several, and excluded ones, are seen above the list alone.
  const typed = (/** @type {Filter} */ { name, isSingle }, /** @type {string} */ value) => {
    const known = parameters.getAll(name);
    if (isSingle || (known.length < 2 && !isExcluded(known[0] ?? ''))) return value;
    return value && !known.includes(value) ? [...known, value] : known;
  };
  const apply = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    go(Object.fromEntries(all.map((filter) => [filter.name, typed(filter, String(form.get(filter.name) ?? '').trim())])));
  };
  const field = (/** @type {Filter} */ { name, label: text, type = 'text', options, none = t('any'), usual, isSingle }, /** @type {unknown} */ form) => {
    const owner = form === 'filters' ? form : nothing;
    const known = parameters.getAll(name);
    const value = isSingle || (known.length === 1 && !isExcluded(known[0])) ? known[0] ?? '' : '';
    const isInvalid = problem instanceof Problem && problem.field === name;
    if (options) {
      return html`<label>${text}<select name=${name} form=${owner} @change=${(e) => e.target.form.requestSubmit()}>
        <option value="">${none}</option>
        ${options.map(([key, each]) => html`<option value=${key} ?selected=${value === key}>${each}</option>`)}</select></label>`;
    }
    return html`<label>${text}<input name=${name} form=${owner} type=${type} min=${type === 'number' ? '0' : nothing}
      autocomplete="off" list=${usual ? `usual-${name}` : nothing} aria-invalid=${isInvalid ? 'true' : nothing} .value=${value}>
      ${usual ? html`<datalist id=${`usual-${name}`}>${usual.map(([key, each]) => html`<option value=${key}>${each}</option>`)}</datalist>` : nothing}</label>`;
  };
  const clear = () => go(Object.fromEntries([...all.map(({ name }) => name), ...(ranges ? RANGE : [])].map((name) => [name, null])));
  const isFiltered = all.some(isSet) || (ranges && RANGE.some((name) => parameters.has(name)));
  return html`<div class="filters"><form id="filters" role="search" aria-label=${label} @submit=${apply}>
    <div class="row">${all.slice(0, atOnce).map(field)}
      <button class="primary" type="submit">${t('filter')}</button>
      ${isFiltered ? html`<button type="button" class="clear" @click=${clear}>${t('clear')}</button>` : nothing}
    </div></form>
    ${ranges ? timeRange() : nothing}
    ${later.length ? html`<details class="more" ?open=${later.some(isSet)}><summary>${t('moreFilters')}</summary>
      <div class="row">${later.map((each) => field(each, 'filters'))}</div></details>` : nothing}
    ${chips(all)}
  </div>`;
}
