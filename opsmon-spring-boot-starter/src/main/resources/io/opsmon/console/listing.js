// A list of the API that is read page by page, by the filters in the address.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem, get } from './api.js';
import { t } from './i18n.js';
import { notice, trouble } from './parts.js';
import { place } from './router.js';

/** Rows that are kept; who goes further has the first ones go, so that memory does not grow. */
const MOST = 1_000;

export class Listing {
  /** @type {any[]} */ items = [];
  /** @type {string | null} */ nextCursor = null;
  /** @type {{value: number, relation: string} | null} */ total = null;
  /** @type {Error | null} */ problem = null;
  isLoading = true;
  isLoadingMore = false;
  /** When it was read last, in milliseconds. */
  readAt = Date.now();
  /** @type {string | null} */ #shown = null;
  /** @type {AbortController | null} */ #running = null;

  /** @param {string} path @param {string[]} filters @param {() => void} draw */
  constructor(path, filters, draw) {
    this.path = path;
    this.names = filters;
    this.draw = draw;
  }

  filters() {
    const { parameters } = place();
    return new URLSearchParams(this.names.filter((name) => parameters.get(name)).map((name) => [name, parameters.get(name) ?? '']));
  }

  /** Reads it anew if the filters are others. */
  follow() {
    const wanted = this.filters().toString();
    if (wanted !== this.#shown) {
      this.#shown = wanted;
      this.load();
    }
  }

  /** @param {boolean} [quietly] */
  async load(quietly = false) {
    this.#running?.abort();
    const mine = (this.#running = new AbortController());
    this.isLoading = !quietly;
    this.draw();
    try {
      const page = await get(this.path, this.filters(), mine.signal);
      Object.assign(this, { items: page.items, nextCursor: page.nextCursor ?? null, total: page.total ?? null, problem: null, readAt: Date.now() });
    } catch (failure) {
      if (mine.signal.aborted) return;
      Object.assign(this, { items: [], nextCursor: null, total: null, problem: failure });
    }
    this.isLoading = false;
    this.draw();
  }

  async more() {
    if (!this.nextCursor || this.isLoadingMore) return;
    this.isLoadingMore = true;
    this.draw();
    const parameters = this.filters();
    parameters.set('cursor', this.nextCursor);
    try {
      const page = await get(this.path, parameters, this.#running?.signal);
      this.items = [...this.items, ...page.items].slice(-MOST);
      this.nextCursor = page.nextCursor ?? null;
    } catch (failure) {
      if (!this.#running?.signal.aborted) this.problem = /** @type {Error} */ (failure);
    }
    this.isLoadingMore = false;
    this.draw();
  }

  /** Forgets what was read: the next {@link follow} reads it anew. */
  leave() {
    this.#running?.abort();
    this.#shown = null;
  }

  /** @param {() => unknown} rows @param {string} none what is said if there are none */
  view(rows, none) {
    const isOfAField = this.problem instanceof Problem && this.problem.field && this.items.length > 0;
    if (this.problem && !isOfAField) return trouble(this.problem, () => this.load());
    if (this.isLoading && !this.items.length) return html`<p class="notice" role="status">${t('loading')}</p>`;
    if (!this.items.length) return notice(this.filters().size ? t('noMatch') : none);
    return html`${rows()}${this.nextCursor
      ? html`<p class="more"><button type="button" ?disabled=${this.isLoadingMore} @click=${() => this.more()}>${this.isLoadingMore ? t('loading') : t('showMore')}</button></p>`
      : nothing}`;
  }
}
