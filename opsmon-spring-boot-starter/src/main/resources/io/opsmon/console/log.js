// What the pages of logs have in common.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem, address, get, send } from './api.js';
import { timeChart } from './chart.js';
import { Evidence, certificateLink } from './evidence.js';
import { ago, count, fullTime, instantOf, localTime, number, plain, zoneName } from './format.js';
import { t, word } from './i18n.js';
import { isConnected, listen, watchConnection } from './live.js';
import { ask, explain, notice, tell, time } from './components.js';
import { isAccepted, toggle } from './filters.js';
import { go, place } from './router.js';
import { sidePanel } from './side-panel.js';

/** Members of an entry that hold values of the application. */
const PAYLOADS = ['arguments', 'result'];

/** The entry whose details are open, whole. */
export class OpenEntry {
  /** The last one that was read: it is seen until the next has come. @type {any} */ #entry = null;
  /** @type {AbortController | null} */ #running = null;
  /** The entry that is awaited. */ #wanted = '';

  /** @param {import('./listing.js').Listing} list */
  constructor(list) {
    this.list = list;
  }

  /** Reads it, if the address has another one. */
  async follow() {
    const id = place().parameters.get('id') ?? '';
    if (id === this.#wanted) return;
    this.#running?.abort();
    this.#wanted = id;
    if (!id) this.#entry = null;
    if (!id) return;
    const { signal } = (this.#running = new AbortController());
    let entry;
    try {
      entry = await get(`${this.list.path}/${encodeURIComponent(id)}`, undefined, signal, PAYLOADS);
    } catch (problem) {
      entry = { id, problem };
    }
    if (signal.aborted) return;
    this.#entry = entry;
    this.list.draw();
  }

  leave() {
    this.#running?.abort();
    this.#entry = null;
    this.#wanted = '';
  }

  /**
   * @param {string} none the title while there is no entry
   * @param {{
   *   title: (entry: any) => string, details: (entry: any) => unknown,
   *   markdown: (entry: any, href: string) => string
   * }} what
   */
  view(none, { title, details, markdown }) {
    const entry = this.#entry;
    const { list } = this;
    if (!entry) return sidePanel({ list, title: none, content: html`<p role="status">${t('loading')}</p>` });
    if (entry.problem) return sidePanel({ list, title: none, content: notice(explain(entry.problem)) });
    const isBusy = entry.id !== this.#wanted;
    const copies = {
      id: entry.id,
      json: () => entry,
      markdown: (/** @type {string} */ href) => markdown(entry, href),
    };
    return sidePanel({ list, title: title(entry), content: details(entry), isBusy, copies });
  }
}

/**
 * The place of an entry in its chain. An entry of a transaction of the host waits for its number.
 * @param {{name: string, sequence: number, erased: boolean}} chain
 */
export function chainPlace({ name, sequence, erased }) {
  const state = sequence === 0 ? 'waiting' : erased ? 'erased' : 'place';
  return t(`chain.${state}`, { name, n: sequence });
}

/**
 * Links to files of what is filtered.
 * @param {import('./listing.js').Listing} list
 * @param {string[]} formats the formats of this application
 */
export const exportLinks = (list, formats) =>
  html`<span class="exports"
    >${t('export')}:
    ${formats.map((format) => {
      const parameters = list.filters();
      parameters.set('format', format);
      return html` <a href=${address(`${list.path}/export`, parameters)} download>${format}</a>`;
    })}</span
  >`;

const MOST_VALUES = 12;

/**
 * A filter whose most frequent values are counted, in a member of the statistics.
 * @typedef {{counts: string, filter: string, label: () => string, text?: (value: string) => string}} Facet
 */

/** Counts of the filtered entries: a histogram above the list, and the most frequent values. */
export class Statistics {
  /** @type {any} */ #counts = null;
  /**
   * Counts without the chosen value of a facet, by its filter: the values beside it.
   * @type {Map<string, any>}
   */
  #beside = new Map();
  /** @type {string | null} */ #shown = null;
  /** Whether to count again. */
  #isWanted = false;
  #isCounting = false;
  #isOpen = false;

  /** @param {import('./listing.js').Listing} list @param {Facet[]} facets */
  constructor(list, facets) {
    this.list = list;
    this.all = facets;
  }

  /** Counts again if the filters have changed. */
  async follow() {
    if (this.list.key !== this.#shown) await this.load();
  }

  /**
   * Counts when the rows and their number have been read, and after the count before. The database goes on with a
   * count that nobody awaits any more, so that counts side by side would delay the rows.
   */
  async load() {
    this.#shown = this.list.key;
    this.#isWanted = true;
    if (this.#isCounting) return;
    this.#isCounting = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.list.settled();
      if (!this.#isWanted && this.#shown !== null) await this.#count();
    }
    this.#isCounting = false;
  }

  async #count() {
    let counts;
    let beside = new Map();
    try {
      counts = await get(`${this.list.path}/stats`, this.list.filters());
      if (this.#isOpen) beside = await this.#countBeside();
    } catch (problem) {
      counts = problem;
    }
    if (this.#isWanted || this.#shown === null) return;
    this.#counts = counts;
    this.#beside = beside;
    this.list.draw();
  }

  leave() {
    this.#isWanted = false;
    this.#shown = null;
  }

  async #countBeside() {
    const { parameters } = place();
    const beside = new Map();
    for (const { filter } of this.all.filter((facet) => parameters.get(facet.filter))) {
      const filters = this.list.filters();
      filters.delete(filter);
      if (!this.#isWanted) beside.set(filter, await get(`${this.list.path}/stats`, filters));
    }
    return beside;
  }

  /**
   * The entries over time; a drag over it or a click on a bar narrows the range. Its room is kept until they are
   * counted, so that the rows below stay under the pointer.
   */
  histogram() {
    const counts = this.#counts instanceof Error ? null : this.#counts;
    // Without a bound of time, the list has entries that the counts of the last day have not.
    if (counts && !counts.total && !this.#isWholeTime()) return nothing;
    const narrow = (/** @type {{from: string, to: string}} */ { from, to }) => go({ range: null, from, to });
    return html`<div class="histogram">
      ${timeChart(
        counts && {
          label: t('histogram'),
          from: counts.from,
          to: counts.to,
          bucket: counts.bucket,
          buckets: counts.buckets,
          open: narrow,
          select: narrow,
          isLow: true,
        },
      )}
      ${this.#isWholeTime() ? html`<p class="count">${t('facets.lastDay')}</p>` : nothing}
    </div>`;
  }

  /** Whether the list has no bound of time, while the counts have. */
  #isWholeTime() {
    return !this.list.filters().has('from') && !this.list.filters().has('to');
  }

  facets() {
    const toggle = (/** @type {Event} */ event) => {
      this.#isOpen = /** @type {HTMLDetailsElement} */ (event.currentTarget).open;
      if (this.#isOpen) this.load();
    };
    const counts = this.#counts;
    return html`<details class="facets" @toggle=${toggle}>
      <summary>${t('facets')}</summary>
      ${counts instanceof Error
        ? html`<p class="error">${explain(counts)}</p>`
        : counts
          ? html`<p class="count">${this.#isWholeTime() ? t('facets.lastDay') : nothing}</p>
              ${this.all.map((facet) => this.#values(facet))}`
          : nothing}
    </details>`;
  }

  /** @param {Facet} facet */
  #values({ counts, filter, label, text = plain }) {
    const counted = this.#beside.get(filter) ?? this.#counts;
    const values = /** @type {{value: string, count: number}[]} */ (counted[counts] ?? []);
    return values.length
      ? html`<div class="ranges" role="group" aria-label=${label()}>
          <span class="label">${label()}</span> ${values
            .slice(0, MOST_VALUES)
            .map(
              ({ value, count }) =>
                html`<button
                  type="button"
                  class="chip"
                  aria-pressed=${isAccepted(filter, value)}
                  @click=${() => toggle(filter, value)}
                >
                  ${text(value)} <span class="count">${number(count)}</span>
                </button>`,
            )}
        </div>`
      : nothing;
  }
}

/** Scrolled further than this, the user reads older entries. */
const READING_PIXELS = 120;

/** New entries as they come: at the beginning of the list, or announced while the user reads or points at a row. */
export class LiveTail {
  /** Ends the subscription. @type {(() => void) | undefined} */ #end;
  /** The number of entries that are announced. */ #waiting = 0;

  /** @param {import('./listing.js').Listing} list */
  constructor(list) {
    this.list = list;
    watchConnection(() => this.#end && list.draw());
  }

  button() {
    const isOn = Boolean(this.#end);
    return html`<button
        type="button"
        class="live"
        aria-pressed=${isOn}
        @click=${() => (isOn ? this.pause() : this.#start())}
      >
        ${isOn ? t('live.pause') : t('live.start')}
      </button>
      ${isOn
        ? html`<span class="live-state" role="status"
            >${isConnected() ? html`<span class="dot"></span>${t('live.on')}` : t('live.reconnecting')}</span
          >`
        : nothing}`;
  }

  /** The announcement of new entries. */
  view() {
    if (!this.#end || !this.#waiting) return nothing;
    const many =
      this.#waiting >= this.list.items.length ? t('moreThan', { n: number(this.#waiting) }) : number(this.#waiting);
    return html`<p class="announcement" role="status">
      <button type="button" class="primary" @click=${() => this.#show()}>${t('live.new', { n: many })}</button>
    </p>`;
  }

  #start() {
    if (this.list.cursor) go({ cursor: null });
    this.#end = listen(this.list.path, () => this.#changed());
    this.list.draw();
  }

  async #changed() {
    if (this.list.cursor) return;
    if (!isReading()) {
      this.#waiting = 0;
      this.list.load(true);
      return;
    }
    this.#waiting = await this.list.peek();
    this.list.draw();
  }

  #show() {
    this.#waiting = 0;
    scrollTo({ top: 0 });
    this.list.showWaiting();
  }

  pause() {
    this.#end?.();
    this.#end = undefined;
    this.#waiting = 0;
    this.list.draw();
  }
}

/** Whether rows that move would disturb: the user has scrolled down, points at a row or reads its details. */
const isReading = () =>
  scrollY > READING_PIXELS || Boolean(document.querySelector('main .table tbody tr:hover, .drawer'));

const LOOK_MILLIS = 500;
const YEAR_MILLIS = 365 * 86_400_000;
const MOST_FINDINGS = 20;

/** Verification of a log's chain, its holds and findings, and removal of old entries. */
export class LogMaintenance {
  /** The last run; null where there is no chain, and until it has been read. @type {any} */ #verification = null;
  #isLooking = false;
  #isRead = false;
  /** Whether somebody waits for what comes out. */
  #isWaited = false;

  /**
   * @param {import('./listing.js').Listing} list
   * @param {string} permissions the part before the verb: opsmon:operation-log
   */
  constructor(list, permissions) {
    this.list = list;
    this.permissions = permissions;
    this.evidence = new Evidence(list, permissions, () => this.#verify());
  }

  /** Takes up a run that is under way, after a reload of the page too. */
  async follow() {
    this.evidence.follow();
    if (this.#isLooking || this.#isRead) return;
    this.#isRead = true;
    await this.#look(() => get(this.#path));
  }

  leave() {
    this.#isRead = false;
    this.evidence.leave();
  }

  async #verify() {
    this.#isWaited = true;
    await this.#look(() => send('POST', this.#path));
    this.evidence.read();
  }

  /** @param {import('./app.js').Context} context */
  buttons(context) {
    return html`${this.#verification
      ? html`<button type="button" @click=${() => this.#verify()} ?disabled=${this.#verification.state === 'RUNNING'}>
          ${t('chain.verify')}
        </button>`
      : nothing}
    ${this.evidence.button(context)}
    ${context.may(`${this.permissions}:delete`)
      ? html`<button type="button" @click=${() => this.#clean()}>${t('clean.open')}</button>`
      : nothing}`;
  }

  /**
   * Holds, findings, and what comes out, or what came out last, if that is not good.
   * @param {import('./app.js').Context} context
   */
  view(context) {
    return html`${this.evidence.view(context)}${this.#outcome()}`;
  }

  #outcome() {
    const run = this.#verification;
    if (!run || run.state === 'NEVER') return nothing;
    const isGood = run.state === 'DONE' && run.report?.intact;
    const isRunning = run.state === 'RUNNING';
    const isFailed = run.state === 'FAILED';
    if (isGood && !this.#isWaited) {
      return html`<p class="count verified">
        ${t('chain.last', { ago: ago(new Date(run.startedAt)), n: number(run.report.verified) })}
        ${certificateLink(this.list.path, run)}
      </p>`;
    }
    // Only a chain that is broken is an alarm.
    return html`<div
      class="panel verification ${isGood ? 'good' : isRunning ? '' : isFailed ? 'warn' : 'bad'}"
      role="status"
    >
      ${isRunning
        ? html`<progress aria-label=${t('chain.verify')}></progress> ${t('chain.running', {
              n: number(run.lookedAt ?? 0),
            })}`
        : isFailed
          ? t('chain.failed', { why: run.failure ?? '' })
          : isGood
            ? t('chain.intact', { n: number(run.report.verified) })
            : t('chain.broken')}
      ${run.startedAt && !isRunning
        ? html` <span class="count">${t('chain.at')} ${time(run.startedAt)}</span>`
        : nothing}
      ${certificateLink(this.list.path, run)}
      ${run.report?.findings?.length
        ? html`<ul>
            ${run.report.findings.slice(0, MOST_FINDINGS).map(
              (/** @type {any} */ finding) =>
                html`<li>
                  ${word('finding', finding.kind)} ·
                  ${plain(finding.chain)}${finding.sequence ? ` ${finding.sequence}` : ''}:
                  <span lang="en">${plain(finding.detail)}</span>
                </li>`,
            )}
          </ul>`
        : nothing}
    </div>`;
  }

  get #path() {
    return `${this.list.path}/verification`;
  }

  /**
   * Looks until the run has ended. A look that fails says nothing about the chain.
   * @param {() => Promise<any>} first
   */
  async #look(first) {
    this.#isLooking = true;
    try {
      this.#verification = await first();
      while (this.#verification.state === 'RUNNING') {
        this.#isWaited = true;
        this.list.draw();
        await new Promise((done) => setTimeout(done, LOOK_MILLIS));
        await this.#lookAgain();
      }
    } catch (problem) {
      const isMissing = problem instanceof Problem && problem.status === 404;
      if (isMissing) this.#verification = null;
      else if (this.#isWaited)
        this.#verification = { state: 'FAILED', failure: explain(/** @type {Error} */ (problem)) };
      // It is tried again when the page is shown the next time.
      if (!isMissing) this.#isRead = false;
    }
    this.#isLooking = false;
    this.list.draw();
  }

  /** Without a connection, the run goes on unseen. */
  async #lookAgain() {
    try {
      this.#verification = await get(this.#path);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 0) throw problem;
    }
  }

  async #clean() {
    const title = t('clean.title');
    const answer = await ask({
      title,
      text: html`<p>${t('clean.text')}</p>
        ${this.evidence.holds ? html`<p>${t('clean.held', { n: number(this.evidence.holds) })}</p>` : nothing}`,
      action: t('clean.next'),
      fields: [
        {
          name: 'before',
          label: t('clean.before', { zone: zoneName() }),
          type: 'date',
          value: localTime(new Date(Date.now() - YEAR_MILLIS).toISOString()).slice(0, 10),
          required: true,
        },
      ],
    });
    const before = answer ? instantOf(answer.before) : null;
    if (!before) return;
    let outcome;
    try {
      const total = await get(`${this.list.path}/count`, new URLSearchParams({ to: before }));
      const isMeant =
        total.value > 0 &&
        (await ask({
          title,
          text: t('clean.confirm', { n: count(total), when: fullTime(before) }),
          action: t('clean.action'),
          dangerous: true,
        }));
      if (total.value > 0 && !isMeant) return;
      const { removed } =
        total.value > 0
          ? await send('DELETE', this.list.path, { parameters: new URLSearchParams({ before }) })
          : { removed: 0 };
      outcome = html`<p>${t('clean.done', { n: number(removed) })}</p>
        ${removed < total.value ? html`<p>${t('clean.rest')}</p>` : nothing}`;
    } catch (problem) {
      outcome = explain(/** @type {Error} */ (problem));
    }
    await tell(title, outcome);
    this.list.load();
  }
}
