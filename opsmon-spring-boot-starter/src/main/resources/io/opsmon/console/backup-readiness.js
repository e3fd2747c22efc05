// What a backup of each database carries, changes or refuses.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { get } from './api.js';
import { explain } from './components.js';
import { plain } from './format.js';
import { t, word } from './i18n.js';

/** @typedef {{severity: string, code: string, object: string, problem: string, remedy: string}} Finding */
/** @typedef {{dataSource: string, ready: boolean, problem: string | null, findings: Finding[]}} Inspected */

/** The kind of a finding in the reader's language, with the words of the server. @param {Finding} each */
export const findingText = (each) =>
  `${word('severity', each.severity)} · ${word('backupFinding', each.code)} · ${plain(each.object)}: ` +
  `${plain(each.problem)}. ${plain(each.remedy)}.`;

/** @param {Finding[]} findings */
export const findingList = (findings) =>
  html`<ul class="findings">
    ${findings.map(
      (each) =>
        html`<li class=${each.severity === 'REFUSAL' ? 'error' : nothing}>
          <strong>${word('severity', each.severity)}: ${word('backupFinding', each.code)}</strong>
          <span lang="en">${plain(each.object)}: ${plain(each.problem)}. ${plain(each.remedy)}.</span>
        </li>`,
    )}
  </ul>`;

export class Readiness {
  /** @type {Inspected[] | null} */ #inspected = null;
  /** @type {Error | null} */ #problem = null;
  #isLoading = false;

  /** @param {() => void} draw */
  constructor(draw) {
    this.draw = draw;
  }

  async inspect() {
    this.#isLoading = true;
    this.draw();
    try {
      ({ items: this.#inspected } = await get('backups/readiness'));
      this.#problem = null;
    } catch (failure) {
      this.#problem = /** @type {Error} */ (failure);
    }
    this.#isLoading = false;
    this.draw();
  }

  close() {
    this.#inspected = null;
    this.#problem = null;
  }

  button() {
    return html`<button type="button" ?disabled=${this.#isLoading} @click=${() => this.inspect()}>
      ${t('readiness.inspect')}
    </button>`;
  }

  /** The result of the last inspection. */
  view() {
    if (this.#problem) return html`<p class="panel bad" role="alert">${explain(this.#problem)}</p>`;
    if (!this.#inspected) return nothing;
    const isReady = this.#inspected.every((each) => each.ready);
    return html`<section class="panel readiness ${isReady ? 'good' : 'bad'}" aria-labelledby="readiness" role="status">
      <h2 id="readiness">${t('readiness')}</h2>
      ${this.#inspected.map(Readiness.#source)}
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
  static #source({ dataSource, ready, problem, findings }) {
    const verdict = problem ? 'unknown' : !ready ? 'refused' : findings.length ? 'withFindings' : 'complete';
    return html`<h3>${plain(dataSource)}</h3>
      <p>${t(`readiness.${verdict}`)}${problem ? html` <span lang="en">${plain(problem)}</span>` : nothing}</p>
      ${findings.length ? findingList(findings) : nothing}`;
  }
}
