// Views of a list: filters under a name, remembered by this browser, and the address of what is seen, to share.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { copyText } from './clipboard.js';
import { ask } from './components.js';
import { plain } from './format.js';
import { t } from './i18n.js';
import { link, place } from './router.js';
import { choose, settings } from './settings.js';

const MOST_VIEWS = 30;
const MOST_CHARACTERS = 60;
const COPIED_MILLIS = 2_000;
/** Where one is in a list, which is no part of a view. */
const PLACES = ['id', 'cursor'];

/** @typedef {{name: string, query: string}} View */

/** The filters in the address. */
function query() {
  const { parameters } = place();
  PLACES.forEach((name) => parameters.delete(name));
  return parameters.toString();
}

export class SavedViews {
  #isCopied = false;

  /** @param {string} page @param {() => void} draw */
  constructor(page, draw) {
    this.page = page;
    this.draw = draw;
  }

  /** @returns {View[]} */
  get #all() {
    return settings().views[this.page] ?? [];
  }

  /** @param {View[]} views */
  #keep(views) {
    choose({ views: { ...settings().views, [this.page]: views } });
    this.draw();
  }

  async #save() {
    const seen = query();
    const answer = await ask({
      title: t('views.save'),
      text: t('views.text'),
      fields: [{ name: 'name', label: t('name'), required: true, most: MOST_CHARACTERS }],
      action: t('save'),
    });
    if (!answer) return;
    const others = this.#all.filter((view) => view.name !== answer.name);
    this.#keep([...others, { name: answer.name, query: seen }].slice(-MOST_VIEWS));
  }

  async #copy() {
    const address = new URL(link(this.page, new URLSearchParams(query())), location.href);
    if (!(await copyText(address.href))) return;
    this.#isCopied = true;
    this.draw();
    setTimeout(() => {
      this.#isCopied = false;
      this.draw();
    }, COPIED_MILLIS);
  }

  /** @param {View} view */
  #row(view) {
    const href = link(this.page, new URLSearchParams(view.query));
    const drop = () => this.#keep(this.#all.filter((each) => each !== view));
    return html`<li>
      <a href=${href} aria-current=${view.query === query() ? 'true' : nothing}>${plain(view.name)}</a>
      <button type="button" class="drop" aria-label=${t('views.drop', { name: plain(view.name) })} @click=${drop}>
        ✕
      </button>
    </li>`;
  }

  menu() {
    return html`<details class="menu views">
      <summary class="button">${t('views')}</summary>
      <div class="choices">
        ${this.#all.length
          ? html`<ul>
              ${this.#all.map((view) => this.#row(view))}
            </ul>`
          : nothing}
        <button type="button" class="save-view" ?disabled=${!query()} @click=${() => this.#save()}>
          ${t('views.save')}
        </button>
        <button type="button" class="copy-link" @click=${() => this.#copy()}>${t('views.copy')}</button>
        <span role="status">${this.#isCopied ? t('copied') : ''}</span>
      </div>
    </details>`;
  }
}
