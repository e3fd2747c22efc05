// Rows that are chosen to do the same with each of them.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { ask, explain } from './components.js';
import { number } from './format.js';
import { t } from './i18n.js';

export class Selection {
  /** The ids of the chosen rows. @type {Set<string>} */ #chosen = new Set();
  /** What came out of the last run. */
  #said = '';

  /** @param {() => void} draw */
  constructor(draw) {
    this.draw = draw;
  }

  clear() {
    this.#chosen.clear();
    this.#said = '';
  }

  /** The box of a row. @param {string} id @param {string} label names the row */
  box(id, label) {
    const toggle = (/** @type {{target: HTMLInputElement}} */ { target }) => {
      if (target.checked) this.#chosen.add(id);
      else this.#chosen.delete(id);
      this.#said = '';
      this.draw();
    };
    const stop = (/** @type {Event} */ event) => event.stopPropagation();
    return html`<label class="pick" @click=${stop}
      ><span class="visually-hidden">${t('select.row', { name: label })}</span>
      <input type="checkbox" .checked=${this.#chosen.has(id)} @change=${toggle}
    /></label>`;
  }

  /**
   * The bar with the action, while rows are chosen. Rows that are gone are no longer chosen.
   * @param {string[]} present the ids of the rows that may be chosen
   * @param {{action: string, title: (n: number) => string, text: unknown, fields?: {name: string, label: string}[],
   *   run: (id: string, answer: Record<string, any>) => Promise<unknown>, after: () => void}} what
   */
  bar(present, { action, title, text, fields = [], run, after }) {
    for (const id of this.#chosen) if (!present.includes(id)) this.#chosen.delete(id);
    const many = this.#chosen.size;
    const start = async () => {
      const answer = await ask({ title: title(many), text, fields, action, dangerous: true });
      if (!answer) return;
      await this.#run((id) => run(id, answer));
      after();
    };
    if (!many) return this.#said ? html`<p class="panel" role="status">${this.#said}</p>` : nothing;
    return html`<div class="panel selection" role="status">
      ${t('select.count', { n: number(many) })}
      <button type="button" class="danger" @click=${start}>${action}</button>
      <button
        type="button"
        @click=${() => {
          this.clear();
          this.draw();
        }}
      >
        ${t('select.clear')}
      </button>
    </div>`;
  }

  /** One after the other; a failure does not stop the others. @param {(id: string) => Promise<unknown>} run */
  async #run(run) {
    let done = 0;
    let failure = '';
    for (const id of [...this.#chosen]) {
      try {
        await run(id);
        done += 1;
        this.#chosen.delete(id);
      } catch (problem) {
        failure = explain(/** @type {Error} */ (problem));
      }
    }
    const left = this.#chosen.size;
    this.#said = left
      ? t('select.partly', { n: number(done), left: number(left), why: failure })
      : t('select.done', { n: number(done) });
  }
}
