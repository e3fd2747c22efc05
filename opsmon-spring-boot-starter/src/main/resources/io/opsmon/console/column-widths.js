// Widths of the columns of a table, changed with the pointer or the keyboard and remembered by this browser.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { t } from './i18n.js';
import { choose, settings } from './settings.js';

/** In pixels. */
const LEAST = 56;
const MOST = 1_200;
const STEP = 10;
const LARGE_STEP = 50;
/** The width of a column without one, beside columns with widths. */
const USUAL = 128;
/** What is left at least for the column that grows. */
const LEAST_REST = 224;

/**
 * A column. The column that grows takes the rest of the table, as long as it has no width.
 * @typedef {{key: string, label: string, grows?: boolean}} Sized
 */

/** @param {number} width */
const bounded = (width) => Math.round(Math.min(MOST, Math.max(LEAST, width)));

/** The widths of one table. The style sheet of the page has no rules for them, and inline styles are not allowed. */
export class ColumnWidths {
  #sheet = new CSSStyleSheet();
  #rules = '';
  /** Widths during a drag. @type {Record<string, number> | null} */ #dragged = null;
  /** The column whose separator is the tab stop. */ #stop = '';
  /** @type {Sized[]} */ #columns = [];

  /** @param {string} page @param {() => void} draw */
  constructor(page, draw) {
    this.page = page;
    this.draw = draw;
    document.adoptedStyleSheets.push(this.#sheet);
  }

  /** @returns {Record<string, number>} */
  get #widths() {
    return this.#dragged ?? settings().widths[this.page] ?? {};
  }

  get isChanged() {
    return Object.keys(this.#widths).length > 0;
  }

  /** @param {Record<string, number> | null} widths */
  #keep(widths) {
    const { [this.page]: before, ...others } = settings().widths;
    choose({ widths: widths ? { ...others, [this.page]: widths } : others });
    this.draw();
  }

  reset() {
    this.#keep(null);
  }

  /**
   * The columns for the head of a table, each with its separator.
   * @template {Sized} C @param {C[]} columns
   * @returns {(C & {separator: unknown})[]}
   */
  head(columns) {
    this.#columns = columns;
    this.#apply();
    return columns.map((column) => ({ ...column, separator: this.#separator(column) }));
  }

  #apply() {
    const rules = this.isChanged ? this.#css() : '';
    if (rules === this.#rules) return;
    this.#rules = rules;
    this.#sheet.replaceSync(rules);
  }

  #css() {
    const widths = this.#widths;
    const table = `[data-widths="${this.page}"]`;
    const rest = this.#columns.find(({ key, grows }) => grows && !(key in widths));
    const of = ({ key } = /** @type {Sized} */ ({})) => widths[key] ?? USUAL;
    const sum = this.#columns.filter((each) => each !== rest).reduce((all, each) => all + of(each), 0);
    // Without a column that grows, the space at the end stays free: the others keep their widths.
    const whole = rest ? `min-width: ${sum + LEAST_REST}px` : `width: ${sum}px`;
    const columns = this.#columns
      .filter((each) => each !== rest)
      .map((each) => `${table} th[data-column="${each.key}"] { width: ${of(each)}px; }`);
    return `@media screen { @container table (width > 44rem) {
      ${table} { table-layout: fixed; ${whole}; }
      ${table} :is(th, td, .badge, .idle, .took) { white-space: normal; overflow-wrap: anywhere; }
      ${table} :is(th, td) { width: auto; min-width: 0; max-width: none; }
      ${table} .open { max-width: none; }
      ${columns.join('\n')}
    } }`;
  }

  /** @param {string} key */
  #element(key) {
    return /** @type {HTMLElement | null} */ (
      document.querySelector(`[data-widths="${this.page}"] th[data-column="${key}"]`)
    );
  }

  /** @param {string} key */
  #width(key) {
    // Rounded down, a word would not fit any more.
    return this.#widths[key] ?? bounded(Math.ceil(this.#element(key)?.getBoundingClientRect().width ?? USUAL));
  }

  /** The widths that the columns have now, but for the column that grows: none of the others moves. */
  #present() {
    const fixed = this.#columns.filter(({ key, grows }) => !grows || key in this.#widths);
    return Object.fromEntries(fixed.map(({ key }) => [key, this.#width(key)]));
  }

  /** @param {Sized} column */
  #separator({ key, label }) {
    const width = this.#width(key);
    this.#stop ||= key;
    const isKnown = this.#columns.some((each) => each.key === this.#stop);
    return html`<span
      class="resize"
      role="separator"
      tabindex=${key === (isKnown ? this.#stop : this.#columns[0].key) ? 0 : -1}
      aria-orientation="vertical"
      aria-label=${t('columns.width', { name: label })}
      aria-valuenow=${width}
      aria-valuemin=${LEAST}
      aria-valuemax=${MOST}
      aria-valuetext=${t('columns.pixels', { n: width })}
      title=${t('columns.width.keys')}
      @pointerdown=${(/** @type {PointerEvent} */ e) => this.#drag(e, key)}
      @dblclick=${() => this.#forget(key)}
      @keydown=${(/** @type {KeyboardEvent} */ e) => this.#press(e, key)}
    ></span>`;
  }

  /** @param {string} key */
  #forget(key) {
    const { [key]: before, ...others } = this.#widths;
    this.#keep(Object.keys(others).length ? others : null);
  }

  /** @param {PointerEvent} event @param {string} key */
  #drag(event, key) {
    if (event.button) return;
    event.preventDefault();
    const handle = /** @type {HTMLElement} */ (event.currentTarget);
    const start = event.clientX;
    const present = { ...this.#present(), [key]: this.#width(key) };
    const over = new AbortController();
    handle.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ { clientX }) => {
      if (clientX === start && !this.#dragged) return;
      this.#dragged = { ...present, [key]: bounded(present[key] + clientX - start) };
      this.#apply();
    };
    const end = (/** @type {PointerEvent} */ { type }) => {
      over.abort();
      const widths = this.#dragged;
      this.#dragged = null;
      if (widths && type === 'pointerup') this.#keep(widths);
      else this.#apply();
    };
    handle.addEventListener('pointermove', move, { signal: over.signal });
    handle.addEventListener('pointerup', end, { signal: over.signal });
    handle.addEventListener('pointercancel', end, { signal: over.signal });
  }

  /** @param {KeyboardEvent} event @param {string} key */
  #press(event, key) {
    const width = this.#width(key);
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const wanted = { ArrowLeft: width - step, ArrowRight: width + step, Home: LEAST, End: MOST }[event.key];
    if (wanted !== undefined) this.#keep({ ...this.#present(), [key]: bounded(wanted) });
    else if (event.key === 'Enter' || event.key === 'Delete') this.#forget(key);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#move(key, event.key === 'ArrowDown' ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /** To the separator of another column. @param {string} key @param {number} step */
  #move(key, step) {
    const at = this.#columns.findIndex((each) => each.key === key) + step;
    const next = this.#columns[at];
    if (!next) return;
    this.#stop = next.key;
    this.draw();
    /** @type {HTMLElement | null | undefined} */ (this.#element(next.key)?.querySelector('.resize'))?.focus();
  }

  /** Resets the widths, while there are some. */
  resetButton() {
    if (!this.isChanged) return nothing;
    return html`<button type="button" class="reset-widths" @click=${() => this.reset()}>${t('columns.reset')}</button>`;
  }
}
