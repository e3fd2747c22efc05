// What the pages of logs have in common.

import { html } from './vendor/lit-html/lit-html.js';
import { address, get } from './api.js';
import { t } from './i18n.js';
import { drawer, notice } from './parts.js';
import { place } from './router.js';

/** The entry whose details are open, whole. */
export class OpenEntry {
  /** @type {any} */ #entry = null;

  /** @param {string} path of the log in the API @param {() => void} draw */
  constructor(path, draw) {
    this.path = path;
    this.draw = draw;
  }

  /** Reads it, if the address has another one. */
  async follow() {
    const id = place().parameters.get('id');
    if (!id || this.#entry?.id === id) return;
    try {
      this.#entry = await get(`${this.path}/${encodeURIComponent(id)}`);
    } catch (problem) {
      this.#entry = { id, problem };
    }
    this.draw();
  }

  /** @param {string} none the title while there is no entry @param {(entry: any) => string} title @param {(entry: any) => unknown} details */
  view(none, title, details) {
    const entry = this.#entry;
    if (!entry || entry.id !== place().parameters.get('id')) return drawer(none, html`<p role="status">${t('loading')}</p>`);
    return entry.problem ? drawer(none, notice(entry.problem.message)) : drawer(title(entry), details(entry));
  }
}

/** Links to files of what is filtered. @param {import('./listing.js').Listing} list */
export const exportLinks = (list) => html`<span class="exports">${t('export')}: ${['csv', 'xlsx', 'ndjson'].map((format) => {
  const parameters = list.filters();
  parameters.set('format', format);
  return html` <a href=${address(`${list.path}/export`, parameters)} download>${format}</a>`;
})}</span>`;
