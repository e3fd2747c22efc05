// Legal holds of a log, and findings of its integrity.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { label, valueOf } from './filter-labels.js';
import { address, get, send } from './api.js';
import { fullTime, number, plain } from './format.js';
import { t, word } from './i18n.js';
import { ask, tell, time } from './components.js';
import { onlyValue } from './filters.js';

/** What a log's holds can be made by, as the list calls it, with the name that a hold has for it. */
const HOLD_FILTERS = /** @type {Record<string, Record<string, string>>} */ ({
  'operation-logs': {
    from: 'from',
    to: 'to',
    operator: 'operator',
    module: 'module',
    action: 'action',
    outcome: 'outcome',
    resourceType: 'resourceType',
    resourceId: 'resourceId',
    clientIp: 'clientIp',
    traceId: 'traceId',
  },
  'login-logs': {
    from: 'from',
    to: 'to',
    username: 'username',
    event: 'event',
    outcome: 'outcome',
    method: 'method',
    reason: 'reason',
    clientIp: 'clientIp',
    session: 'sessionReference',
  },
  'data-changes': {
    from: 'from',
    to: 'to',
    table: 'table',
    key: 'key',
    action: 'action',
    operator: 'operator',
    operation: 'operation',
  },
});
/** Parameters that change the order only. */
const NO_FILTERS = ['sort'];
const MOST_CHARACTERS = 500;

/** The filters of a hold, in words. @param {Record<string, string | null>} filter */
const inWords = (filter) =>
  Object.entries(filter)
    .map(([name, value]) => `${label(name)}: ${valueOf(name, value ?? '')}`)
    .join(t('list')) || t('hold.all');

/** The signed certificate of a completed verification. @param {string} log @param {any} run */
export const certificateLink = (log, run) =>
  run.id
    ? html` <a class="certificate" href=${address(`${log}/verifications/${run.id}/certificate`)} download
        >${t('chain.certificate')}</a
      >`
    : nothing;

export class Evidence {
  /** Legal holds in force. @type {any[]} */ #holds = [];
  /** Findings that nobody has acknowledged. @type {any[]} */ #findings = [];
  #isRead = false;

  /**
   * @param {import('./listing.js').Listing} list
   * @param {string} permissions the part before the verb: opsmon:operation-log
   * @param {() => void} acknowledged
   */
  constructor(list, permissions, acknowledged) {
    this.list = list;
    this.acknowledged = acknowledged;
    this.permissions = permissions;
  }

  /** How many holds are in force. */
  get holds() {
    return this.#holds.length;
  }

  /** Reads once for each visit of the page. */
  async follow() {
    if (this.#isRead) return;
    this.#isRead = true;
    await this.read();
  }

  leave() {
    this.#isRead = false;
  }

  async read() {
    const [holds, findings] = await Promise.all([this.#items('holds'), this.#items('findings')]);
    if (holds) this.#holds = holds.filter((hold) => !hold.lifted);
    if (findings) this.#findings = findings.filter((finding) => !finding.acknowledgement);
    this.list.draw();
  }

  /**
   * The items of a list that not every log has; null if they are not to be had now.
   * @param {string} name
   * @returns {Promise<any[] | null>}
   */
  async #items(name) {
    try {
      return (await get(`${this.list.path}/${name}`)).items ?? [];
    } catch {
      return null;
    }
  }

  /** @param {import('./app.js').Context} context */
  button(context) {
    return context.may(`${this.permissions}:hold`)
      ? html`<button type="button" @click=${() => this.#hold()}>${t('hold.new')}</button>`
      : nothing;
  }

  /** @param {import('./app.js').Context} context */
  view(context) {
    return html`${this.#findings.length ? this.#findingsPanel(context) : nothing}${this.#holds.length
      ? this.#holdsPanel(context)
      : nothing}`;
  }

  /** @param {import('./app.js').Context} context */
  #findingsPanel(context) {
    const chains = [...new Set(this.#findings.map((finding) => finding.chain))];
    return html`<section class="panel bad findings">
      <details>
        <summary>${t('finding.open', { n: number(this.#findings.length) })}</summary>
        ${chains.map((chain) => {
          const findings = this.#findings.filter((finding) => finding.chain === chain);
          return html`<h2>${chain ? t('finding.chain', { name: plain(chain) }) : t('finding.noChain')}</h2>
            <ul>
              ${findings.map(
                (finding) =>
                  html`<li>
                    <strong>${word('finding', finding.kind)}</strong>${finding.sequence
                      ? ` · ${t('finding.entry', { n: finding.sequence })}`
                      : ''}
                    · ${time(finding.foundAt)}<br /><span lang="en">${plain(finding.detail)}</span>
                  </li>`,
              )}
            </ul>
            ${chain && context.may(`${this.permissions}:acknowledge`)
              ? html`<p>
                  <button type="button" class="acknowledge" @click=${() => this.#acknowledge(chain, findings.length)}>
                    ${t('finding.acknowledge')}
                  </button>
                </p>`
              : nothing}`;
        })}
      </details>
    </section>`;
  }

  /** @param {string} chain @param {number} many */
  async #acknowledge(chain, many) {
    const answer = await ask({
      title: t('finding.acknowledge.title', { n: number(many), name: plain(chain) }),
      text: html`<p>${t('finding.acknowledge.text')}</p>`,
      fields: [{ name: 'reason', label: t('finding.acknowledge.reason'), required: true, most: MOST_CHARACTERS }],
      action: t('finding.acknowledge.action'),
      dangerous: true,
      run: ({ reason }) => send('POST', `${this.list.path}/findings/acknowledgement`, { body: { chain, reason } }),
    });
    if (answer) {
      await this.read();
      this.acknowledged();
    }
  }

  /** @param {import('./app.js').Context} context */
  #holdsPanel(context) {
    const mayLift = context.may(`${this.permissions}:hold`);
    return html`<section class="panel holds">
      <details>
        <summary>${t('hold.active', { n: number(this.#holds.length) })}</summary>
        <ul>
          ${this.#holds.map(
            (hold) =>
              html`<li>
                <strong>${t('hold.number', { n: hold.number })}</strong> ${plain(hold.reason)}<br />${inWords(
                  hold.filter,
                )}
                <span class="count"> · ${plain(hold.madeBy)} · ${time(hold.madeAt)}</span>
                ${mayLift
                  ? html` <button type="button" class="chip release" @click=${() => this.#release(hold)}>
                      ${t('hold.release')}
                    </button>`
                  : nothing}
              </li>`,
          )}
        </ul>
      </details>
    </section>`;
  }

  /** Makes a hold on what is filtered. */
  async #hold() {
    const chosen = this.list.filters();
    const filters = [...new Set(chosen.keys())]
      .filter((name) => !NO_FILTERS.includes(name))
      .map((name) => /** @type {[string, string | null]} */ ([name, onlyValue(chosen.getAll(name))]));
    const known = HOLD_FILTERS[this.list.path];
    // A hold has one value for each filter.
    const unknown = filters.filter(([name, value]) => !(name in known) || value === null).map(([name]) => label(name));
    if (unknown.length) {
      await tell(t('hold.new.title'), t('hold.unfit', { what: unknown.join(t('list')) }));
      return;
    }
    const filter = Object.fromEntries(filters.map(([name, value]) => [known[name], value]));
    const answer = await ask({
      title: t('hold.new.title'),
      text: html`<p>${t('hold.new.text')}</p>
        <p><strong>${t('hold.new.what', { what: inWords(filter) })}</strong></p>
        ${filters.length ? nothing : html`<p>${t('hold.new.filter')}</p>`}`,
      fields: [{ name: 'holdReason', label: t('hold.new.reason'), required: true, most: MOST_CHARACTERS }],
      action: t('hold.new.action'),
      run: ({ holdReason }) => send('POST', `${this.list.path}/holds`, { body: { ...filter, holdReason } }),
    });
    if (answer) await this.read();
  }

  /** @param {any} hold */
  async #release(hold) {
    const answer = await ask({
      title: t('hold.release.title', { n: hold.number }),
      text: html`<p>${plain(hold.reason)}</p>
        <p>${inWords(hold.filter)}</p>
        <p>${t('hold.release.text')}</p>`,
      fields: [{ name: 'holdReason', label: t('hold.release.reason'), required: true, most: MOST_CHARACTERS }],
      action: t('hold.release.action'),
      dangerous: true,
      run: ({ holdReason }) =>
        send('DELETE', `${this.list.path}/holds/${hold.number}`, { parameters: new URLSearchParams({ holdReason }) }),
    });
    if (answer) await this.read();
  }
}
