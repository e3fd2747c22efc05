// Filters of a list. The address has their values: operator=a&operator=b accepts two operators, operator=!a excludes
// one.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem } from './api.js';
import { plain } from './format.js';
import { t } from './i18n.js';
import { go, place } from './router.js';
import { filterField } from './suggestions.js';
import { NAMES as RANGE, timeRange } from './time-range.js';

/** @param {string} value of the address */
const isExcluded = (value) => value.startsWith('!');

/**
 * A value as the address has it: a backslash marks a value that begins with a mark itself.
 * @param {unknown} value
 * @param {boolean} [excluded]
 */
export const written = (value, excluded = false) => (excluded ? `!${value}` : String(value).replace(/^[!\\]/, '\\$&'));

/** @param {string} value of the address */
const read = (value) => value.replace(/^[!\\]/, '');

/**
 * Takes a value in or out; a value is not accepted and excluded at once.
 * @param {string} name
 * @param {unknown} value
 */
function toggled(name, value) {
  return isAccepted(name, value) ? without(name, value) : [...without(name, value), written(value)];
}

/**
 * The value of a filter that accepts one value and excludes none; null otherwise.
 * @param {string[]} values of the address
 */
export const onlyValue = (values) => (values.length === 1 && !isExcluded(values[0]) ? read(values[0]) : null);

/** Whether a filter accepts a value. @param {string} name @param {unknown} value */
export const isAccepted = (name, value) => place().parameters.getAll(name).includes(written(value));

/** @param {string} name @param {unknown} value @returns {'accepted' | 'excluded' | ''} */
function stateOf(name, value) {
  if (isAccepted(name, value)) return 'accepted';
  return place().parameters.getAll(name).includes(written(value, true)) ? 'excluded' : '';
}

/** Accepts a value beside the others, or no longer. @param {string} name @param {unknown} value */
export const toggle = (name, value) => go({ [name]: toggled(name, value) });

/** The values of a filter but for one. @param {string} name @param {unknown} value */
const without = (name, value) =>
  place()
    .parameters.getAll(name)
    .filter((each) => each !== written(value) && each !== written(value, true));

/** Accepts a value beside the others. @param {string} name @param {unknown} value */
export const accept = (name, value) => go({ [name]: [...without(name, value), written(value)] });

/** Excludes a value. @param {string} name @param {unknown} value */
export const exclude = (name, value) => go({ [name]: [...without(name, value), written(value, true)] });

/** An attribute as a value of the filter for attributes. @param {string} name @param {unknown} value */
export const attribute = (name, value) => `${name.replace(/[\\:]/g, '\\$&')}:${value}`;

/**
 * Behind a fact: all entries with this value, or without it.
 * @param {string} name
 * @param {unknown} value
 * @param {string} label
 */
export const showAll = (name, value, label) =>
  value
    ? html` <button
          type="button"
          class="link"
          aria-label=${t('showAllWith', { what: label })}
          @click=${() => go({ id: null, [name]: written(value) })}
        >
          ${t('showAll')}
        </button>
        <button
          type="button"
          class="link"
          aria-label=${t('excludeAllWith', { what: label })}
          @click=${() => go({ id: null, [name]: [...without(name, value), written(value, true)] })}
        >
          ${t('exclude')}
        </button>`
    : nothing;

/** @param {Filter} filter @param {string} value */
const labelOf = ({ options, usual }, value) => (options ?? usual ?? []).find(([key]) => key === value)?.[1] ?? value;

/** The value that a label stands for. @param {Filter} filter @param {string} typed */
function valueOf({ options, usual, isCounted }, typed) {
  const label = typed.toLowerCase();
  return (isCounted && (options ?? usual ?? []).find(([, each]) => each.toLowerCase() === label)?.[0]) || typed;
}

/** What is filtered: each value can be taken out, or excluded instead. @param {Filter[]} filters */
function chips(filters) {
  const set = filters
    .filter(({ name }) => name !== 'sort')
    .flatMap((filter) =>
      place()
        .parameters.getAll(filter.name)
        .filter(Boolean)
        .map((value) => ({ filter, value })),
    );
  if (!set.length) return nothing;
  return html`<ul class="chips" aria-label=${t('filters.set')}>
    ${set.map(({ filter, value }) => {
      const { name, label, isSingle } = filter;
      const values = place().parameters.getAll(name);
      const text = plain(labelOf(filter, isSingle ? value : read(value)));
      const words = t(!isSingle && isExcluded(value) ? 'filters.isNot' : 'filters.is', { name: label, value: text });
      const opposite = isExcluded(value) ? written(read(value)) : written(read(value), true);
      return html`<li class="chip">
        ${isSingle
          ? words
          : html`<button
              type="button"
              class="link"
              title=${t(isExcluded(value) ? 'filters.accept' : 'filters.exclude')}
              @click=${() => go({ [name]: values.map((each) => (each === value ? opposite : each)) })}
            >
              ${words}
            </button>`}
        <button
          type="button"
          class="remove"
          aria-label=${t('filters.remove', { what: words })}
          @click=${() => go({ [name]: values.filter((each) => each !== value) })}
        >
          ✕
        </button>
      </li>`;
    })}
  </ul>`;
}

/**
 * A choice of options, of which that without a value is called none, or any; or a text. The values of a counted filter
 * are suggested with their counts: the options, or the usual values and all others of the log. If only some entries
 * have values, the filter of these entries makes the counts quick.
 * @typedef {{
 *   name: string, label: string, type?: 'text' | 'search' | 'number', options?: [string, string][], none?: string,
 *   usual?: [string, string][], isSingle?: boolean, isCounted?: boolean, hint?: string,
 *   having?: Record<string, string>
 * }} Filter
 */

/**
 * @param {{
 *   label: string, basic: Filter[], more: Filter[], list: import('./listing.js').Listing, ranges?: boolean
 * }} what
 */
export function filterBar({ label, basic, more, list, ranges = true }) {
  const { problem } = list;
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
    const isResorted = form.has('sort') && String(form.get('sort')) !== (parameters.get('sort') ?? '');
    go({
      ...Object.fromEntries(
        all.map((filter) => [filter.name, typed(filter, valueOf(filter, String(form.get(filter.name) ?? '').trim()))]),
      ),
      // The order by a column would hide the chosen one.
      ...(isResorted ? { order: null } : {}),
    });
  };
  const field = (/** @type {Filter} */ filter, /** @type {unknown} */ form) => {
    const { name, label: text, type = 'text', options, none = t('any'), usual, isSingle, isCounted, hint } = filter;
    const { having = {} } = filter;
    const owner = form === 'filters' ? form : nothing;
    const known = parameters.getAll(name);
    const value = isSingle || (known.length === 1 && !isExcluded(known[0])) ? (known[0] ?? '') : '';
    const isInvalid = problem instanceof Problem && problem.field === name;
    if (isCounted) {
      return filterField({
        name,
        label: text,
        labels: options ?? usual ?? [],
        isClosed: Boolean(options),
        value: labelOf(filter, value),
        owner: form === 'filters' ? form : undefined,
        isInvalid,
        path: list.path,
        filters: () => {
          const set = list.filters();
          for (const [other, each] of Object.entries(having)) if (!set.has(other)) set.set(other, each);
          return set;
        },
        stateOf: (each) => stateOf(name, each),
        choose: (each) => toggle(name, each),
      });
    }
    if (options) {
      return html`<label
        >${text}<select
          name=${name}
          form=${owner}
          @change=${(/** @type {{target: HTMLSelectElement}} */ { target }) => target.form?.requestSubmit()}
        >
          <option value="">${none}</option>
          ${options.map(([key, each]) => html`<option value=${key} ?selected=${value === key}>${each}</option>`)}
        </select></label
      >`;
    }
    return html`<label
      >${text}<input
        name=${name}
        form=${owner}
        type=${type}
        min=${type === 'number' ? '0' : nothing}
        placeholder=${hint ?? nothing}
        autocomplete="off"
        aria-invalid=${isInvalid ? 'true' : nothing}
        .value=${value}
    /></label>`;
  };
  const clear = () =>
    go(Object.fromEntries([...all.map(({ name }) => name), ...(ranges ? RANGE : [])].map((name) => [name, null])));
  const isFiltered = all.some(isSet) || (ranges && RANGE.some((name) => parameters.has(name)));
  return html`<div class="filters">
    <form id="filters" role="search" aria-label=${label} @submit=${apply}>
      <div class="row">
        ${all.slice(0, atOnce).map(field)}
        <button class="primary" type="submit">${t('filter')}</button>
        ${isFiltered ? html`<button type="button" class="clear" @click=${clear}>${t('clear')}</button>` : nothing}
      </div>
    </form>
    ${ranges ? timeRange() : nothing}
    ${later.length
      ? html`<details class="more" ?open=${later.some(isSet)}>
          <summary>${t('moreFilters')}</summary>
          <div class="row">${later.map((each) => field(each, 'filters'))}</div>
        </details>`
      : nothing}
    ${chips(all)}
  </div>`;
}
