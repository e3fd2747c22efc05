// Changed rows of the database: what one operation changed, and how a changed row is shown.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { get } from './api.js';
import { changeTable } from './changes.js';
import { explain, userName } from './components.js';
import { number, plain } from './format.js';
import { t, word } from './i18n.js';
import { link } from './router.js';

const AT_ONCE = 50;

/**
 * A value as the API writes it: a text, null, or of a long text its hash and length.
 * @typedef {string | null | {sha256: string, length: number}} Value
 * @typedef {{column: string, label?: string, old?: Value, new?: Value}} Column
 */

/** @param {Value | undefined} value */
function text(value) {
  if (value === undefined) return undefined;
  if (value === null) return 'NULL';
  return typeof value === 'string'
    ? value
    : t('dataChanges.long', { n: number(value.length), hash: value.sha256.slice(0, 12) });
}

/** @param {Column} column @returns {import('./changes.js').Change} */
const asChange = ({ column, label, old, new: now }) => ({
  path: column,
  label: label ?? column,
  type: old === undefined ? 'ADDED' : now === undefined ? 'REMOVED' : 'CHANGED',
  old: text(old),
  new: text(now),
});

/** What a change did to its columns, or why there are none. @param {any} change */
export function columnsOf(change) {
  if (change.note) return html`<p class="error">${plain(change.note)}</p>`;
  if (!change.columns.length)
    return change.rowCount === undefined ? nothing : t('dataChanges.counted', { n: number(change.rowCount) });
  return changeTable(change.columns.map(asChange));
}

/** The row, which leads to its timeline. @param {any} change */
export const rowLink = ({ table, key, newKey }) =>
  key === undefined
    ? plain(table)
    : html`<a href=${link('data-changes', { table, key })}>${plain(table)} ${plain(key)}</a>${newKey === undefined
          ? nothing
          : html` → <a href=${link('data-changes', { table, key: newKey })}>${plain(newKey)}</a>`}`;

/** Who changed it; without an operator the application, or the user of the database. @param {any} change */
export const author = ({ operator, application, databaseUser, outside }) =>
  operator
    ? userName(operator)
    : outside
      ? html`<span class="badge warn">${t('dataChanges.outside')}</span> ${plain(databaseUser ?? '')}`
      : plain(application ?? '');

/** The changes of the operation whose entry is open. */
export class OperationChanges {
  #id = '';
  /** @type {any[]} */ #items = [];
  /** @type {string | null} */ #next = null;
  /** @type {Error | null} */ #problem = null;
  /** @type {AbortController | null} */ #running = null;

  /** @param {() => void} draw */
  constructor(draw) {
    this.draw = draw;
  }

  /** Reads the changes of another operation. @param {string} id empty for none */
  follow(id) {
    if (id === this.#id) return;
    this.#running?.abort();
    this.#id = id;
    this.#items = [];
    this.#next = null;
    this.#problem = null;
    if (id) this.#read();
  }

  async #read() {
    const mine = (this.#running = new AbortController());
    const parameters = new URLSearchParams({ limit: String(AT_ONCE) });
    if (this.#next) parameters.set('cursor', this.#next);
    try {
      const answer = await get(`operation-logs/${encodeURIComponent(this.#id)}/data-changes`, parameters, mine.signal);
      this.#items = [...this.#items, ...answer.items];
      this.#next = answer.nextCursor;
      this.#problem = null;
    } catch (failure) {
      if (mine.signal.aborted) return;
      this.#problem = /** @type {Error} */ (failure);
    }
    this.draw();
  }

  /** @param {string} id of the entry that is shown */
  view(id) {
    if (id !== this.#id || (!this.#items.length && !this.#problem)) return nothing;
    return html`<section class="data-changes">
      <h3>${t('page.data-changes')}</h3>
      ${this.#items.map(
        (change) =>
          html`<h4>${word('dataAction', change.action)} ${rowLink(change)}</h4>
            ${columnsOf(change)}`,
      )}
      ${this.#problem ? html`<p class="error" role="alert">${explain(this.#problem)}</p>` : nothing}
      ${this.#next
        ? html`<p><button type="button" @click=${() => this.#read()}>${t('resource.more')}</button></p>`
        : nothing}
    </section>`;
  }
}
