// A list of the API that is read page by page. Filters and page are in the address; in memory is what is seen.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem, get } from './api.js';
import { clock } from './format.js';
import { t } from './i18n.js';
import { notice, problemPanel } from './components.js';
import { changed, place } from './router.js';
import { choose, settings } from './settings.js';

const SIZES = [25, 50, 100, 200];

export class Listing {
  /** @type {any[]} */ items = [];
  /** @type {string | null} */ nextCursor = null;
  /** @type {{value: number, relation: string} | null} */ total = null;
  /** @type {Error | null} */ problem = null;
  isLoading = true;
  /** When it was read last, in milliseconds. */
  readAt = Date.now();
  /** Entries that came with the last quiet reading. @type {Set<string>} */ #fresh = new Set();
  #readings = 0;
  /** What the address asks for. @type {string | null} */ #shown = null;
  /** What was asked for when there was an answer last. @type {string | null} */ #read = null;
  /** @type {AbortController | null} */ #running = null;
  /** Whether another page is awaited, which is seen from its beginning. */
  #isTurned = false;
  /** From where one came to a page: its cursor, and that of the page before, empty for the first. @type {Map<string, string>} */ #cameFrom = new Map();

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

  /** Where the page begins that the address names; empty for the first. */
  get cursor() {
    return place().parameters.get('cursor') ?? '';
  }

  #wanted() {
    const wanted = this.filters();
    if (this.cursor) wanted.set('cursor', this.cursor);
    wanted.set('limit', String(settings().rows));
    return wanted;
  }

  /** Reads it anew if the filters or the page are others. */
  follow() {
    const wanted = this.#wanted().toString();
    if (wanted !== this.#shown) {
      this.#shown = wanted;
      this.load();
    }
  }

  /** @param {boolean} [quietly] what is shown stays until there is an answer, and if there is none */
  async load(quietly = false) {
    this.#running?.abort();
    const mine = (this.#running = new AbortController());
    // A quiet reading that takes the place of another leaves it to be seen that one waits.
    if (!quietly) this.isLoading = true;
    const wanted = this.#wanted();
    this.draw();
    try {
      const page = await get(this.path, wanted, mine.signal);
      const known = new Set(this.items.map((item) => item.id));
      this.#fresh = new Set(quietly && known.size ? page.items.map((/** @type {any} */ item) => item.id).filter((/** @type {string} */ id) => !known.has(id)) : []);
      this.#readings += 1;
      this.#read = wanted.toString();
      Object.assign(this, { items: page.items, nextCursor: page.nextCursor ?? null, total: page.total ?? null, problem: null, readAt: Date.now() });
    } catch (failure) {
      if (mine.signal.aborted) return;
      this.problem = /** @type {Error} */ (failure);
      if (!this.#isStale(wanted.toString())) Object.assign(this, { items: [], nextCursor: null, total: null });
    }
    this.isLoading = false;
    this.draw();
    if (this.#isTurned) document.querySelector('main .table, main .timeline')?.scrollIntoView({ block: 'start' });
    this.#isTurned = false;
  }

  /** Whether what is shown is from before the application stopped answering. */
  #isStale(wanted = this.#shown) {
    return this.problem instanceof Problem && this.problem.status === 0 && this.items.length > 0 && this.#read === wanted;
  }

  /** How a row is marked: one that is new shines for a moment, under two names, as its element has held other entries before. @param {{id: string}} item */
  mark(item) {
    return `${this.#fresh.has(item.id) ? `new-${this.#readings % 2 ? 'odd' : 'even'}` : ''} ${item.id === place().parameters.get('id') ? 'chosen' : ''}`.trim();
  }

  /** Forgets what was read: the next {@link follow} reads it anew. */
  leave() {
    this.#running?.abort();
    this.#shown = null;
    this.items = [];
    this.#cameFrom.clear();
  }

  /** @param {() => unknown} rows @param {string} none what is said if there are none */
  view(rows, none) {
    if (this.problem && !this.#isStale()) return problemPanel(this.problem, () => this.load());
    if (this.isLoading && !this.items.length) return html`<p class="notice" role="status">${t('loading')}</p>`;
    if (!this.items.length) return html`${notice(this.filters().size ? t('noMatch') : none)}${this.#pager()}`;
    return html`${this.#isStale() ? html`<p class="panel warn" role="alert">${t('stale', { when: clock(this.readAt) })}
        <button type="button" class="link" @click=${() => this.load()}>${t('tryAgain')}</button></p>` : nothing}${rows()}${this.#pager()}`;
  }

  #pager() {
    const to = (/** @type {string} */ cursor) => changed({ id: null, cursor });
    const { cursor, nextCursor } = this;
    if (!cursor && !nextCursor && this.items.length <= SIZES[0]) return nothing;
    const before = this.#cameFrom.get(cursor);
    return html`<nav class="pager" aria-label=${t('pager')} @click=${(e) => { if (e.target.closest('a')) this.#isTurned = true; }}>
      <span>${cursor ? html`<a class="button" rel="first" href=${to('')}>${t('pager.first')}</a>` : nothing}
        ${before === undefined ? nothing : html`<a class="button" rel="prev" href=${to(before)}>${t('pager.previous')}</a>`}
        ${nextCursor ? html`<a class="button" rel="next" href=${to(nextCursor)} @click=${() => this.#cameFrom.set(nextCursor, cursor)}>${t('pager.next')}</a>` : nothing}</span>
      <label class="choice">${t('pager.rows')} <select @change=${(e) => { choose({ rows: Number(e.target.value) }); this.follow(); }}>
        ${SIZES.map((size) => html`<option value=${size} ?selected=${size === settings().rows}>${size}</option>`)}</select></label></nav>`;
  }
}
