// What a backup of each database carries, changes or refuses. Loaded when it is asked for.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { get } from './api.js';
import { explain } from './components.js';
import { plain } from './format.js';
import { t } from './i18n.js';

/** @typedef {{severity: string, code: string, object: string, problem: string, remedy: string}} Finding */
/** @typedef {{dataSource: string, ready: boolean, problem: string | null, findings: Finding[]}} Inspected */

export class Readiness {
  /** @type {Inspected[] | null} */ #inspected = null;
  /** @type {Error | null} */ #problem = null;

  /** @param {() => void} draw @param {(findings: Finding[]) => unknown} list shows findings */
  constructor(draw, list) {
    this.draw = draw;
    this.list = list;
  }

  async inspect() {
    try {
      ({ items: this.#inspected } = await get('backups/readiness'));
      this.#problem = null;
    } catch (failure) {
      this.#problem = /** @type {Error} */ (failure);
    }
    this.draw();
  }

  close() {
    this.#inspected = null;
    this.#problem = null;
  }

  /** The result of the last inspection. */
  view() {
    if (this.#problem) return html`<p class="panel bad" role="alert">${explain(this.#problem)}</p>`;
    if (!this.#inspected) return nothing;
    const isReady = this.#inspected.every((each) => each.ready);
    return html`<section class="panel readiness ${isReady ? 'good' : 'bad'}" aria-labelledby="readiness" role="status">
      <h2 id="readiness">${t('readiness')}</h2>
      ${this.#inspected.map((each) => this.#source(each))}
      <button
        type="button"
        class="link"
        @click=${() => {
          this.close();
          this.draw();
        }}
      >
        ${t('close')}
      </button>
    </section>`;
  }

  /** @param {Inspected} each */
  #source({ dataSource, ready, problem, findings }) {
    const verdict = problem ? 'unknown' : !ready ? 'refused' : findings.length ? 'withFindings' : 'complete';
    return html`<h3>${plain(dataSource)}</h3>
      <p>${t(`readiness.${verdict}`)}${problem ? html` <span lang="en">${plain(problem)}</span>` : nothing}</p>
      ${findings.length ? this.list(findings) : nothing}`;
  }
}
