// The field of a filter that suggests values while one types: a combobox with the counts of the values.
// It keeps its state when the page is drawn again.

import { html, nothing, render } from './vendor/lit-html/lit-html.js';
import { get } from './api.js';
import { number, plain } from './format.js';
import { t } from './i18n.js';

/**
 * The labels of a field are the words for known values; a closed field has no other values.
 * @typedef {{value: string, label: string, count?: number, state: 'accepted' | 'excluded' | ''}} Suggestion
 * @typedef {{
 *   name: string, label: string, labels: [string, string][], isClosed: boolean, value: string, owner?: string,
 *   isInvalid: boolean, path: string, filters: () => URLSearchParams, stateOf: (value: string) => Suggestion['state'],
 *   choose: (value: string) => void
 * }} Field
 */

const TYPING_MILLIS = 150;
const MOST = 50;

class FilterField extends HTMLElement {
  /** @type {Field | undefined} */ #field;
  /** @type {{value: string, count: number}[]} */ #counted = [];
  /** Why counts are missing or not whole. */ #remark = '';
  #isOpen = false;
  #isLoading = false;
  /** Whether the text has been typed: a value that was chosen restricts no suggestions. */
  #isTyped = false;
  #active = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #delay;
  /** @type {AbortController | null} */ #running = null;

  /** @param {Field} field */
  set field(field) {
    this.#field = field;
    this.#draw();
  }

  connectedCallback() {
    this.#draw();
  }

  disconnectedCallback() {
    clearTimeout(this.#delay);
    this.#running?.abort();
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector('input'));
  }

  /** What was typed, if it restricts the suggestions. */
  get #part() {
    return this.#isTyped ? this.#input.value.trim() : '';
  }

  /** @returns {Suggestion[]} */
  #suggestions() {
    const field = /** @type {Field} */ (this.#field);
    const counts = new Map(this.#counted.map(({ value, count }) => [value, count]));
    const words = new Map(field.labels);
    const known = field.isClosed ? field.labels.map(([value]) => value) : this.#counted.map(({ value }) => value);
    const chosen = field.isClosed ? [] : field.labels.map(([value]) => value);
    const part = this.#part.toLowerCase();
    return [...new Set([...known, ...chosen])]
      .map((value) => ({
        value,
        label: words.get(value) ?? plain(value),
        count: counts.get(value),
        state: field.stateOf(value),
      }))
      .filter(({ value, label }) => !part || value.toLowerCase().includes(part) || label.toLowerCase().includes(part))
      .sort((a, b) => (b.count ?? 0) - (a.count ?? 0))
      .slice(0, MOST);
  }

  #open() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#active = -1;
    this.#load();
  }

  #close() {
    clearTimeout(this.#delay);
    this.#running?.abort();
    this.#isOpen = false;
    this.#active = -1;
    this.#counted = [];
    this.#draw();
  }

  async #load() {
    const field = /** @type {Field} */ (this.#field);
    this.#running?.abort();
    const mine = (this.#running = new AbortController());
    this.#isLoading = true;
    this.#remark = '';
    this.#draw();
    const parameters = field.filters();
    parameters.delete('sort');
    parameters.append('field', field.name);
    // Words for values are unknown to the server.
    if (this.#part && !field.labels.length) parameters.append('part', this.#part);
    try {
      const { values, counted } = await get(`${field.path}/values`, parameters, mine.signal);
      this.#counted = values;
      this.#remark = counted.relation === 'gte' ? t('suggestions.newest', { n: number(counted.value) }) : '';
    } catch {
      if (mine.signal.aborted) return;
      this.#counted = [];
      this.#remark = t('suggestions.none');
    }
    this.#isLoading = false;
    this.#draw();
  }

  #typed() {
    this.#isTyped = true;
    this.#isOpen = true;
    this.#active = -1;
    clearTimeout(this.#delay);
    this.#delay = setTimeout(() => this.#load(), TYPING_MILLIS);
    this.#draw();
  }

  /** @param {number} step */
  #move(step) {
    if (!this.#isOpen) {
      this.#open();
      return;
    }
    const many = this.#suggestions().length;
    if (!many) return;
    const from = this.#active < 0 && step < 0 ? 0 : this.#active;
    this.#active = (from + step + many) % many;
    this.#draw();
    this.querySelector('[role=option].active')?.scrollIntoView({ block: 'nearest' });
  }

  /** Takes a value in or out. The list stays, so that another can be chosen. @param {string} value */
  #choose(value) {
    if (this.#isTyped) {
      this.#isTyped = false;
      this.#input.value = '';
    }
    /** @type {Field} */ (this.#field).choose(value);
    this.#active = this.#suggestions().findIndex((each) => each.value === value);
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.isComposing) return;
    const chosen = this.#isOpen ? this.#suggestions()[this.#active] : undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.#move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      this.#choose(chosen.value);
    } else if (event.key === 'Enter') {
      this.#isTyped = false;
      this.#close();
    } else if (event.key === 'Escape' && this.#isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
  }

  #draw() {
    const field = this.#field;
    if (!field || !this.isConnected) return;
    render(this.#view(field), this);
  }

  /** @param {Field} field */
  #view(field) {
    const { name, label } = field;
    const suggestions = this.#isOpen ? this.#suggestions() : [];
    const isShown = suggestions.length > 0;
    const remark =
      this.#isLoading && !isShown ? t('loading') : isShown ? this.#remark : this.#remark || t('suggestions.no');
    return html`<label for=${`filter-${name}`}>${label}</label>
      <input
        id=${`filter-${name}`}
        name=${name}
        form=${field.owner ?? nothing}
        type="text"
        autocomplete="off"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded=${isShown ? 'true' : 'false'}
        aria-controls=${isShown ? `values-${name}` : nothing}
        aria-activedescendant=${suggestions[this.#active] ? `value-${name}-${this.#active}` : nothing}
        aria-invalid=${field.isInvalid ? 'true' : nothing}
        .value=${field.value}
        @input=${() => this.#typed()}
        @click=${() => this.#open()}
        @blur=${() => this.#close()}
        @keydown=${(/** @type {KeyboardEvent} */ e) => this.#pressed(e)}
      />
      ${this.#isOpen
        ? html`<div class="suggestions" @pointerdown=${(/** @type {Event} */ e) => e.preventDefault()}>
            ${isShown
              ? html`<ul id=${`values-${name}`} role="listbox" aria-multiselectable="true" aria-label=${label}>
                  ${suggestions.map((each, i) => this.#option(name, each, i))}
                </ul>`
              : nothing}
            <p class="count" role="status">${remark}</p>
          </div>`
        : nothing}`;
  }

  /** @param {string} name @param {Suggestion} suggestion @param {number} i */
  #option(name, { value, label, count, state }, i) {
    const many = count === undefined ? (this.#isLoading ? '' : '0') : number(count);
    return html`<li
      id=${`value-${name}-${i}`}
      role="option"
      class=${`${i === this.#active ? 'active' : ''} ${state}`}
      aria-selected=${state === 'accepted' ? 'true' : 'false'}
      @click=${() => this.#choose(value)}
    >
      <span class="mark" aria-hidden="true">${state === 'accepted' ? '✓' : state === 'excluded' ? '≠' : ''}</span>
      <span class="value"
        >${label}${state === 'excluded'
          ? html`<span class="visually-hidden"> (${t('suggestions.excluded')})</span>`
          : nothing}</span
      >
      <span class="count">${many}</span>
    </li>`;
  }
}

customElements.define('opsmon-filter-field', FilterField);

/** @param {Field} field */
export const filterField = (field) => html`<opsmon-filter-field .field=${field}></opsmon-filter-field>`;
