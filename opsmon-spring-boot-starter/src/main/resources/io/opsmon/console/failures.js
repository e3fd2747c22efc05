// Failed operations, grouped by error type, module and action: which failures there are, how often, since when.

import { html, nothing, svg } from './vendor/lit-html/lit-html.js';
import { get } from './api.js';
import { chartTime, number, percent, plain, rangeTime } from './format.js';
import { t, word } from './i18n.js';
import { millisOf } from './chart.js';
import { notice, problemPanel, table, time } from './components.js';
import { written } from './filters.js';
import { changed, go, place, visit } from './router.js';

const SORTS = ['COUNT', 'LAST'];
/** The range of groups without a chosen range. */
const DEFAULT_RANGE = '24h';
/** A group is rising if it has this many times the failures of the previous period, and this many more. */
const RISING_TIMES = 2;
const RISING_MORE = 5;
/** From this number on, it is read more easily than a percentage. */
const MANY_TIMES = 10;
const BAR_WIDTH = 4;
const BAR_HEIGHT = 24;
/** The height of the smallest visible bar. */
const LEAST_HEIGHT = 2;

/**
 * @typedef {{
 *   errorType: string | null, module: string, action: string, count: number, previous: number, operators: number,
 *   first: string, last: string, trend: number[], newest: {id: string, description: string, message: string | null}
 * }} Group
 */

/** A class without its package; another type as it is. @param {string} type */
const shortName = (type) => (/^(?:[\w$]+\.)+[\w$]+$/.test(type) ? type.slice(type.lastIndexOf('.') + 1) : type);

/** The order in the address. */
function sorted() {
  const sort = place().parameters.get('groups') ?? '';
  return SORTS.includes(sort) ? sort : SORTS[0];
}

export class Failures {
  /** @type {{from: string, to: string, bucket: string, hasMore: boolean, items: Group[]} | null} */ #read = null;
  /** @type {Error | null} */ #problem = null;
  #isLoading = false;
  /** @type {string | null} */ #shown = null;
  /** @type {AbortController | null} */ #running = null;

  /** @param {import('./listing.js').Listing} list whose filters apply */
  constructor(list) {
    this.list = list;
  }

  /** Reads the groups again if the filters or the order have changed. */
  follow() {
    if (this.#key !== this.#shown) this.load();
  }

  get #key() {
    return `${this.list.key} ${sorted()}`;
  }

  leave() {
    this.#running?.abort();
    this.#shown = null;
    this.#read = null;
  }

  async load() {
    this.#running?.abort();
    const mine = (this.#running = new AbortController());
    this.#shown = this.#key;
    this.#isLoading = true;
    this.list.draw();
    const parameters = this.list.filters();
    parameters.set('sort', sorted());
    try {
      this.#read = await get(`${this.list.path}/failures`, parameters, mine.signal);
      this.#problem = null;
    } catch (problem) {
      if (mine.signal.aborted) return;
      this.#read = null;
      this.#problem = /** @type {Error} */ (problem);
    }
    this.#isLoading = false;
    this.list.draw();
  }

  get isLoading() {
    return this.#isLoading;
  }

  /** The number of groups. */
  count() {
    if (!this.#read) return '';
    const many = number(this.#read.items.length);
    return t('failures.groups', { n: this.#read.hasMore ? t('moreThan', { n: many }) : many });
  }

  view() {
    if (this.#problem) return problemPanel(this.#problem, () => this.load());
    const read = this.#read;
    if (!read) return html`<p class="notice" role="status">${t('loading')}</p>`;
    const range = t('failures.period', { from: rangeTime(read.from), to: rangeTime(read.to) });
    return html`<div class="groups">
        <p class="count">${range}</p>
        <div class="ranges" role="group" aria-label=${t('sort')}>${SORTS.map(sortButton)}</div>
      </div>
      ${read.items.length ? this.#table(read) : notice(t('failures.none'))}
      ${read.hasMore ? html`<p class="count">${t('failures.more', { n: number(read.items.length) })}</p>` : nothing}`;
  }

  /** @param {{from: string, bucket: string, items: Group[]}} read */
  #table({ from, bucket, items }) {
    return table({
      caption: t('failures'),
      busy: this.#isLoading,
      columns: [
        { label: t('errorType'), class: 'what' },
        { label: t('module'), class: 'module' },
        { label: t('action'), class: 'action' },
        { label: t('failures.count'), class: 'took' },
        { label: t('failures.trend') },
        { label: t('failures.operators'), class: 'took' },
        { label: t('failures.first'), class: 'time' },
        { label: t('failures.last'), class: 'time' },
      ],
      rows: items.map((group) => this.#row(group, items, Date.parse(from), millisOf(bucket))),
    });
  }

  /**
   * @param {Group} group @param {Group[]} all
   * @param {number} start of the trend, in milliseconds @param {number} width of a bucket, in milliseconds
   */
  #row(group, all, start, width) {
    const { errorType, module, action, newest } = group;
    const href = this.#entriesOf(group, all);
    const type = errorType === null ? t('failures.noReason') : shortName(errorType);
    const text = word('action', action);
    const peak = peakOf(group.trend, start, width);
    return html`<tr
      data-id=${newest.id}
      @click=${(/** @type {Event} */ e) => {
        if (e.target instanceof Element && !e.target.closest('a, button')) visit(href);
      }}
    >
      <td
        class="what"
        .cellFilter=${errorType && { name: 'errorType', value: errorType, label: t('errorType'), text: errorType }}
      >
        <a class="open" href=${href} title=${plain(errorType ?? type)}>${plain(type)}</a>
        <span class="example">${plain(newest.message ?? newest.description)}</span>
      </td>
      <td class="module" .cellFilter=${{ name: 'module', value: module, label: t('module'), text: module }}>
        ${plain(module)}
      </td>
      <td class="action" .cellFilter=${{ name: 'action', value: action, label: t('action'), text }}>${plain(text)}</td>
      <td class="took" data-label=${t('failures.count')}>${number(group.count)} ${change(group)}</td>
      <td class="trend" title=${peak}>${bars(group.trend, peak)}</td>
      <td class="took" data-label=${t('failures.operators')}>${number(group.operators)}</td>
      <td class="time" data-label=${t('failures.first')}>${time(group.first)}</td>
      <td class="time" data-label=${t('failures.last')}>
        <a href=${changed({ id: newest.id })} title=${t('failures.newest')}>${time(group.last)}</a>
      </td>
    </tr>`;
  }

  /**
   * The address of the entries of a group. Failures without a type are those without the types of the other groups.
   * @param {Group} group @param {Group[]} all
   */
  #entriesOf({ errorType, module, action }, all) {
    const others = all.filter((each) => each.module === module && each.action === action);
    const types =
      errorType === null
        ? others.flatMap((each) => (each.errorType === null ? [] : written(each.errorType, true)))
        : written(errorType);
    const hasRange = this.list.filters().has('from') || this.list.filters().has('to');
    return changed({
      id: null,
      view: null,
      groups: null,
      cursor: null,
      errorType: types,
      module: written(module),
      action: written(action),
      outcome: 'FAILURE',
      ...(hasRange ? {} : { range: DEFAULT_RANGE }),
    });
  }
}

/** @param {string} sort */
const sortButton = (sort) =>
  html`<button
    type="button"
    class="chip"
    aria-pressed=${sort === sorted() ? 'true' : 'false'}
    @click=${() => go({ groups: sort === SORTS[0] ? null : sort })}
  >
    ${t(`failures.sort.${sort}`)}
  </button>`;

/** New, rising, or how much more or less than in the previous period. @param {Group} group */
function change({ count, previous }) {
  const before = t('failures.previous', { n: number(previous) });
  if (!previous) return html`<span class="badge warn" title=${before}>${t('failures.new')}</span>`;
  const share = (count - previous) / previous;
  if (Math.abs(share) < 0.005) return nothing;
  const isRising = count >= RISING_TIMES * previous && count - previous >= RISING_MORE;
  const times = Math.round(count / previous);
  return html`<span class=${isRising ? 'badge warn' : 'count'} title=${before}
    >${share > 0 ? '▲' : '▼'} ${times >= MANY_TIMES ? `× ${number(times)}` : percent(Math.abs(share))}</span
  >`;
}

/** When there were most failures. @param {number[]} counts @param {number} start @param {number} width */
const peakOf = (counts, start, width) => {
  const most = Math.max(...counts);
  return t('failures.peak', { n: number(most), when: chartTime(start + counts.indexOf(most) * width, null) });
};

/** Bars of the failures over time. @param {number[]} counts @param {string} label */
function bars(counts, label) {
  const most = Math.max(...counts);
  return html`<svg
    class="bars"
    viewBox="0 0 ${counts.length * BAR_WIDTH} ${BAR_HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${label}
  >
    ${counts.map((count, i) => {
      const height = count ? Math.max(LEAST_HEIGHT, (count / most) * BAR_HEIGHT) : 0;
      return svg`<rect x=${i * BAR_WIDTH} y=${BAR_HEIGHT - height} width=${BAR_WIDTH - 1} height=${height}></rect>`;
    })}
  </svg>`;
}
