// A list of the API that is read page by page. Filters and page are in the address; in memory is what is seen.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { repeat } from './vendor/lit-html/directives/repeat.js';
import { Problem, get } from './api.js';
import { clock } from './format.js';
import { t } from './i18n.js';
import { notice, problemPanel } from './components.js';
import { changed, place } from './router.js';
import { choose, settings } from './settings.js';
import { NAMES as RANGE, boundsOf } from './time-range.js';

const SIZES = [25, 50, 100, 200];
/** Waits for the next filter: those that follow each other quickly are not counted. */
const pause = () => new Promise((done) => setTimeout(done, 200));

export class Listing {
  /** @type {any[]} */ items = [];
  /** @type {string | null} */ nextCursor = null;
  /** @type {{value: number, relation: string} | null} */ total = null;
  /** @type {Error | null} */ problem = null;
  isLoading = true;
  /** When it was read last, in milliseconds. */
  readAt = Date.now();
  /** Orders the items by a column, where one page has all of them. @type {import('./ordering.js').LocalOrder | null} */
  order = null;
  /** Entries that came with the last quiet reading. @type {Set<string>} */ #fresh = new Set();
  /** The newest page, read but not shown. @type {any} */ #waiting = null;
  /** What the address asks for. @type {string | null} */ #shown = null;
  /** What was asked for when there was an answer last. @type {string | null} */ #read = null;
  /** The filters of the total. @type {string | null} */ #counted = null;
  /** @type {AbortController | null} */ #running = null;
  /** The last reading; it does not fail. @type {Promise<void>} */ #reading = Promise.resolve();
  /** Whether another page is awaited, which is seen from its beginning. */
  #isTurned = false;
  /**
   * From where one came to a page: its cursor, and that of the page before, empty for the first.
   * @type {Map<string, string>}
   */
  #cameFrom = new Map();

  /**
   * @param {string} path
   * @param {string[]} filters
   * @param {() => void} draw
   * @param {boolean} [isLong] whether counting takes longer than a page: the rows are seen before their number
   */
  constructor(path, filters, draw, isLong = false) {
    this.path = path;
    this.names = filters;
    this.draw = draw;
    this.isLong = isLong;
  }

  /** The filters for the API, with the bounds that a relative range has now. */
  filters() {
    const { parameters } = place();
    const filters = this.#chosen(this.names.filter((name) => !RANGE.includes(name)));
    if (this.names.includes('from'))
      Object.entries(boundsOf(parameters)).forEach(([name, value]) => filters.set(name, value));
    return filters;
  }

  /** The filters as the address has them: the same as long as nothing else is chosen. */
  get key() {
    return this.#chosen(this.names.includes('from') ? [...new Set([...this.names, ...RANGE])] : this.names).toString();
  }

  /** @param {string[]} names */
  #chosen(names) {
    const { parameters } = place();
    return new URLSearchParams(
      names.flatMap((name) =>
        parameters
          .getAll(name)
          .filter(Boolean)
          .map((value) => [name, value]),
      ),
    );
  }

  /** Where the page begins that the address names; empty for the first. */
  get cursor() {
    return place().parameters.get('cursor') ?? '';
  }

  #wanted(cursor = this.cursor) {
    const wanted = this.filters();
    if (cursor) wanted.set('cursor', cursor);
    wanted.set('limit', String(settings().rows));
    if (this.isLong) wanted.set('count', 'false');
    return wanted;
  }

  /** The page that the address asks for, or another one. */
  #page(cursor = this.cursor) {
    return `${this.key} ${cursor} ${settings().rows}`;
  }

  /** Reads it anew if the filters or the page are others. */
  follow() {
    const wanted = this.#page();
    if (wanted !== this.#shown) {
      this.#shown = wanted;
      this.load();
    }
  }

  /**
   * Reads the first page without showing it.
   * @returns {Promise<number>} the number of entries that are not shown yet; 0 if it cannot be read now
   */
  async peek() {
    const page = this.#page();
    try {
      const answer = await get(this.path, this.#wanted());
      if (page !== this.#page()) return 0;
      this.#waiting = answer;
      const known = new Set(this.items.map((item) => item.id));
      return answer.items.filter((/** @type {any} */ item) => !known.has(item.id)).length;
    } catch {
      return 0;
    }
  }

  /** Shows what {@link peek} has read. */
  showWaiting() {
    const answer = this.#waiting;
    if (!answer) return;
    this.#show(answer, true);
    this.draw();
    this.#reading = this.#count(answer);
  }

  /** @param {any} answer @param {boolean} quietly */
  #show(answer, quietly) {
    const known = new Set(this.items.map((item) => item.id));
    const fresh = quietly && known.size ? answer.items.map((/** @type {any} */ item) => item.id) : [];
    this.#fresh = new Set(fresh.filter((/** @type {string} */ id) => !known.has(id)));
    this.#waiting = null;
    Object.assign(this, {
      items: answer.items,
      nextCursor: answer.nextCursor ?? null,
      total: this.#total(answer),
      problem: null,
      readAt: Date.now(),
    });
  }

  /** The number that the page tells, or else the one that is known. @param {any} answer */
  #total({ total }) {
    const { key } = this;
    if (!this.isLong || total.relation === 'eq') {
      this.#counted = key;
      return total ?? null;
    }
    return this.#counted === key ? this.total : null;
  }

  /** Counts, if the page does not tell. Turning a page changes nothing. @param {any} answer */
  async #count(answer) {
    const { key, cursor } = this;
    if (!this.isLong || answer.total.relation === 'eq' || (cursor && this.#counted === key)) return;
    const { signal } = (this.#running = new AbortController());
    await pause();
    if (signal.aborted) return;
    let total;
    try {
      total = await get(`${this.path}/count`, this.filters(), signal);
    } catch {
      return;
    }
    Object.assign(this, { total });
    this.#counted = key;
    this.draw();
  }

  /** @param {boolean} [quietly] what is shown stays until there is an answer, and if there is none */
  load(quietly = false) {
    return (this.#reading = this.#load(quietly));
  }

  /** Waits until nothing has been read for a moment. */
  async settled() {
    let read;
    do {
      read = this.#reading;
      await read;
      await pause();
    } while (read !== this.#reading);
  }

  /** @param {boolean} quietly */
  async #load(quietly) {
    this.#running?.abort();
    const mine = (this.#running = new AbortController());
    // A quiet reading that takes the place of another leaves it to be seen that one waits.
    if (!quietly) this.isLoading = true;
    const wanted = this.#wanted();
    const page = this.#page();
    this.draw();
    let answer;
    try {
      answer = await get(this.path, wanted, mine.signal);
      this.#show(answer, quietly);
      this.#read = page;
    } catch (failure) {
      if (mine.signal.aborted) return;
      this.problem = /** @type {Error} */ (failure);
      if (!this.#isStale(page)) Object.assign(this, { items: [], nextCursor: null, total: null });
    }
    this.isLoading = false;
    this.draw();
    if (this.#isTurned) document.querySelector('main .table, main .timeline')?.scrollIntoView({ block: 'start' });
    this.#isTurned = false;
    if (answer) await this.#count(answer);
  }

  /** The items as they are shown. */
  get inOrder() {
    return this.order?.sorted(this.items) ?? this.items;
  }

  /** Where the page begins that is after this one, or before it, as far as it is known. @param {number} step */
  #cursorBeside(step) {
    return step > 0 ? this.nextCursor : (this.#cameFrom.get(this.cursor) ?? null);
  }

  /**
   * Whether there is an entry after an entry of this page, or before it.
   * @param {string} id @param {number} step 1 or -1
   */
  hasBeside(id, step) {
    const items = this.inOrder;
    const at = items.findIndex((item) => item.id === id);
    return at >= 0 && (at + step in items || this.#cursorBeside(step) !== null);
  }

  /**
   * Finds the entry after an entry of this page, or before it. At the end of the page, it shows the next one.
   * @param {string} id @param {number} step 1 or -1
   * @returns {Promise<{id: string, cursor?: string} | null>} its place in the address; null if there is none
   */
  async beside(id, step) {
    if (!this.hasBeside(id, step)) return null;
    const items = this.inOrder;
    const next = items[items.findIndex((item) => item.id === id) + step];
    return next ? { id: next.id } : this.#turn(step);
  }

  /** Shows the page after this one, or before it. @param {number} step */
  async #turn(step) {
    const from = this.cursor;
    const cursor = /** @type {string} */ (this.#cursorBeside(step));
    const before = this.#page();
    const page = this.#page(cursor);
    let answer;
    try {
      answer = await get(this.path, this.#wanted(cursor));
    } catch {
      return null;
    }
    if (before !== this.#page() || !answer.items.length) return null;
    if (step > 0) this.#cameFrom.set(cursor, from);
    this.#show(answer, false);
    this.#shown = page;
    this.#read = page;
    return { id: answer.items.at(step > 0 ? 0 : -1).id, cursor };
  }

  /** Whether what is shown is from before the application stopped answering. */
  #isStale(wanted = this.#shown) {
    return (
      this.problem instanceof Problem && this.problem.status === 0 && this.items.length > 0 && this.#read === wanted
    );
  }

  /** The classes of a row: one that is new shines for a moment. @param {{id: string}} item */
  mark(item) {
    return [this.#fresh.has(item.id) && 'new', this.isOpen(item) && 'chosen'].filter(Boolean).join(' ');
  }

  /** Whether the details of an item are open. @param {{id: string}} item */
  isOpen(item) {
    return item.id === place().parameters.get('id');
  }

  /**
   * The rows, each with an element of its own: the focus stays with its entry when others come.
   * @param {(item: any) => unknown} row
   */
  rows(row) {
    return repeat(this.inOrder, (item) => item.id ?? item.ref, row);
  }

  /** Forgets what was read: the next {@link follow} reads it anew. */
  leave() {
    this.#running?.abort();
    this.#shown = null;
    this.#counted = null;
    this.items = [];
    this.#cameFrom.clear();
  }

  /** @param {() => unknown} rows @param {string} none what is said if there are none */
  view(rows, none) {
    if (this.problem && !this.#isStale()) return problemPanel(this.problem, () => this.load());
    if (this.isLoading && !this.items.length) return html`<p class="notice" role="status">${t('loading')}</p>`;
    if (!this.items.length) return html`${notice(this.key ? t('noMatch') : none)}${this.#pager()}`;
    return html`${this.#isStale()
      ? html`<p class="panel warn" role="alert">
          ${t('stale', { when: clock(this.readAt) })}
          <button type="button" class="link" @click=${() => this.load()}>${t('tryAgain')}</button>
        </p>`
      : nothing}${rows()}${this.#pager()}`;
  }

  #pager() {
    const to = (/** @type {string} */ cursor) => changed({ id: null, cursor });
    const { cursor, nextCursor } = this;
    if (!cursor && !nextCursor && this.items.length <= SIZES[0]) return nothing;
    const before = this.#cameFrom.get(cursor);
    return html`<nav
      class="pager"
      aria-label=${t('pager')}
      @click=${(/** @type {{target: Element}} */ { target }) => {
        if (target.closest('a')) this.#isTurned = true;
      }}
    >
      <span
        >${cursor ? html`<a class="button" rel="first" href=${to('')}>${t('pager.first')}</a>` : nothing}
        ${before === undefined
          ? nothing
          : html`<a class="button" rel="prev" href=${to(before)}>${t('pager.previous')}</a>`}
        ${nextCursor
          ? html`<a
              class="button"
              rel="next"
              href=${to(nextCursor)}
              @click=${() => this.#cameFrom.set(nextCursor, cursor)}
              >${t('pager.next')}</a
            >`
          : nothing}</span
      >
      <label class="choice"
        >${t('pager.rows')}
        <select
          @change=${(/** @type {{target: HTMLSelectElement}} */ { target }) => {
            choose({ rows: Number(target.value) });
            this.follow();
          }}
        >
          ${SIZES.map((size) => html`<option value=${size} ?selected=${size === settings().rows}>${size}</option>`)}
        </select></label
      >
    </nav>`;
  }
}
