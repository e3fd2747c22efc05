// A chart of counts over time: bars of successes and failures, a line of the previous period, axes and a tooltip.
// One tab stop: arrow keys move the cursor, Enter opens what the bar counts. A drag selects a range.

import { html } from './vendor/lit-html/lit-html.js';
import { language, t } from './i18n.js';
import { chartTime, fullTime, number, zoneName } from './format.js';
import { settings } from './settings.js';

/**
 * @typedef {{from: string, count: number, failures: number}} Bucket
 * @typedef {{label: string, from: string, to: string, bucket: string, buckets: Bucket[]}} Counts a bucket without
 *   entries is missing
 * @typedef {{from: string, to: string}} Range
 * @typedef {Counts & {
 *   previous?: Counts, open: (range: Range) => void, select: (range: Range) => void, isLow?: boolean
 * }} Chart
 */

const HEIGHT = 170;
const LOW_HEIGHT = 110;
/** The height of the smallest visible bar of failures: one failure in ten thousand must be seen. */
const LEAST_PIXELS = 3;

/** @param {string} iso a duration such as PT1H or P1D @returns {number} milliseconds */
export function millisOf(iso) {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso) ?? [];
  const wholeSeconds =
    Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return wholeSeconds * 1_000 || 3_600_000;
}

/**
 * The counts of every step, zero where there is no bucket.
 * @param {Counts} counts
 * @returns {{step: number, starts: number[], succeeded: number[], failed: number[]}} times in milliseconds
 */
export function stepsOf({ from, to, bucket, buckets }) {
  const step = millisOf(bucket);
  // Buckets begin at multiples of their width, or where the range begins.
  const known = buckets.length ? Date.parse(buckets[0].from) : Date.parse(from);
  const first = known - Math.max(0, Math.floor((known - Date.parse(from)) / step + 0.999)) * step;
  const many = Math.max(1, Math.ceil((Date.parse(to) - first) / step));
  const starts = Array.from({ length: many }, (_, i) => first + i * step);
  const succeeded = new Array(many).fill(0);
  const failed = new Array(many).fill(0);
  for (const each of buckets) {
    const at = Math.round((Date.parse(each.from) - first) / step);
    if (at < 0 || at >= many) continue;
    failed[at] = each.failures;
    succeeded[at] = each.count - each.failures;
  }
  return { step, starts, succeeded, failed };
}

class TimeChart extends HTMLElement {
  /** @type {Chart | undefined} */ #chart;
  /** What is drawn, as text. */ #drawn = '';
  /** @type {any} */ #plot;
  /** @type {ResizeObserver | undefined} */ #resizes;
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #redraw = () => this.#draw();

  /** @param {Chart | null} chart null before there are counts */
  set chart(chart) {
    if (!chart) return;
    this.#chart = chart;
    const { open, select, ...data } = chart;
    const drawn = JSON.stringify([data, language(), settings().zone, settings().theme]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (this.isConnected) this.#draw();
  }

  connectedCallback() {
    this.#scheme.addEventListener('change', this.#redraw);
    this.#resizes = new ResizeObserver(() => {
      if (this.#plot && this.clientWidth)
        this.#plot.setSize({ width: this.clientWidth, height: this.#chart?.isLow ? LOW_HEIGHT : HEIGHT });
    });
    this.#resizes.observe(this);
    if (this.#chart) this.#draw();
  }

  disconnectedCallback() {
    this.#scheme.removeEventListener('change', this.#redraw);
    this.#resizes?.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #draw() {
    const chart = this.#chart;
    if (!chart) return;
    const hadFocus = this.contains(document.activeElement);
    this.#plot?.destroy();
    this.replaceChildren();
    const steps = stepsOf(chart);
    const before = chart.previous ? beforeOf(chart, steps) : null;
    const series = { ...steps, before };
    const slider = this.#slider(chart, series);
    this.append(legend(Boolean(before)), slider, hiddenTable(chart, series));
    this.#plot = plot(slider, this, chart, series);
    if (hadFocus) slider.focus();
  }

  /** @param {Chart} chart @param {Series} series */
  #slider(chart, series) {
    const slider = document.createElement('div');
    slider.className = 'plot';
    slider.tabIndex = 0;
    const last = series.starts.length - 1;
    let at = last;
    const say = () => {
      slider.setAttribute('aria-valuenow', String(at));
      slider.setAttribute('aria-valuetext', lines(series, at).join(', '));
    };
    for (const [name, value] of Object.entries({
      role: 'slider',
      'aria-label': chart.label,
      'aria-valuemin': '0',
      'aria-valuemax': String(last),
    })) {
      slider.setAttribute(name, value);
    }
    say();
    slider.addEventListener('keydown', (event) => {
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
      if (to !== undefined) {
        at = Math.min(last, Math.max(0, to));
        say();
        moveCursor(this.#plot, at);
      } else if (event.key === 'Enter') {
        this.#chart?.open(rangeOf(series, at, at));
      } else if (event.key === 'Escape') {
        hideCursor(this.#plot);
        return;
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
    slider.addEventListener('focus', () => moveCursor(this.#plot, at));
    slider.addEventListener('blur', () => hideCursor(this.#plot));
    return slider;
  }
}

/**
 * @typedef {{step: number, starts: number[], succeeded: number[], failed: number[], before: number[] | null}} Series
 */

/**
 * The counts of the previous period, one for each step of this one.
 * @param {Chart} chart
 * @param {{starts: number[], step: number}} steps
 */
function beforeOf(chart, { starts, step }) {
  const previous = stepsOf(/** @type {Counts} */ (chart.previous));
  const shift = Math.round((starts[0] - previous.starts[0]) / step) * step;
  const counts = new Map(
    previous.starts.map((start, i) => [start + shift, previous.succeeded[i] + previous.failed[i]]),
  );
  return starts.map((start) => counts.get(start) ?? 0);
}

/** @param {Series} series @param {number} first @param {number} last @returns {Range} */
const rangeOf = ({ starts, step }, first, last) => ({
  from: new Date(starts[first]).toISOString(),
  to: new Date(starts[last] + step).toISOString(),
});

/** What a bar says. @param {Series} series @param {number} at */
function lines({ starts, succeeded, failed, before }, at) {
  const said = [
    fullTime(new Date(starts[at]).toISOString()),
    `${t('outcome.SUCCESS')}: ${number(succeeded[at])}`,
    `${t('outcome.FAILURE')}: ${number(failed[at])}`,
  ];
  if (before) said.push(`${t('chart.previous')}: ${number(before[at])}`);
  return said;
}

/** @param {any} plot @param {number} at */
function moveCursor(plot, at) {
  plot?.setCursor({ left: plot.valToPos(plot.data[0][at], 'x'), top: 0 });
}

/** @param {any} plot */
function hideCursor(plot) {
  plot?.setCursor({ left: -10, top: -10 });
}

/** @param {boolean} hasPrevious */
function legend(hasPrevious) {
  const list = document.createElement('p');
  list.className = 'legend';
  const kinds = [
    ['succeeded', t('outcome.SUCCESS')],
    ['failed', t('outcome.FAILURE')],
  ];
  if (hasPrevious) kinds.push(['before', t('chart.previous')]);
  for (const [kind, text] of kinds) {
    const item = document.createElement('span');
    item.className = kind;
    item.textContent = text;
    list.append(item);
  }
  const zone = document.createElement('span');
  zone.className = 'zone';
  zone.textContent = zoneName();
  list.append(zone);
  return list;
}

/** @param {Chart} chart @param {Series} series */
function hiddenTable(chart, series) {
  const table = document.createElement('table');
  table.className = 'visually-hidden';
  table.createCaption().textContent = chart.label;
  const heads = [t('time'), t('outcome.SUCCESS'), t('outcome.FAILURE')];
  if (series.before) heads.push(t('chart.previous'));
  const head = table.createTHead().insertRow();
  for (const text of heads) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = text;
    head.append(cell);
  }
  const body = table.createTBody();
  series.starts.forEach((start, i) => {
    const total = series.succeeded[i] + series.failed[i];
    if (!total && !series.before?.[i]) return;
    const row = body.insertRow();
    const values = [fullTime(new Date(start).toISOString()), series.succeeded[i], series.failed[i]];
    if (series.before) values.push(series.before[i]);
    for (const value of values) row.insertCell().textContent = typeof value === 'number' ? number(value) : value;
  });
  return table;
}

/** @param {HTMLElement} target @param {HTMLElement} host @param {Chart} chart @param {Series} series */
function plot(target, host, chart, series) {
  const { step, starts, succeeded, failed, before } = series;
  const style = getComputedStyle(host);
  const color = (/** @type {string} */ name) => resolved(host, style.getPropertyValue(name));
  const colors = {
    succeeded: color('--chart-succeeded'),
    failed: color('--chart-failed'),
    before: color('--chart-before'),
    grid: color('--line'),
    text: color('--muted'),
  };
  const tooltip = document.createElement('div');
  tooltip.className = 'tooltip';
  tooltip.hidden = true;
  const totals = starts.map((_, i) => succeeded[i] + failed[i]);
  let isDragged = false;

  const bars = (/** @type {any} */ u) => {
    const ratio = devicePixelRatio || 1;
    const { ctx } = u;
    const hatch = hatched(ctx, colors.failed, ratio);
    const bottom = u.valToPos(0, 'y', true);
    ctx.save();
    starts.forEach((start, i) => {
      if (!totals[i]) return;
      const left = u.valToPos(start / 1_000, 'x', true);
      const width = Math.max(ratio, u.valToPos((start + step) / 1_000, 'x', true) - left - 2 * ratio);
      const top = Math.min(u.valToPos(totals[i], 'y', true), bottom - LEAST_PIXELS * ratio);
      const failedTop = failed[i] ? Math.min(u.valToPos(failed[i], 'y', true), bottom - LEAST_PIXELS * ratio) : bottom;
      ctx.fillStyle = colors.succeeded;
      ctx.fillRect(left + ratio, top, width, failedTop - top);
      ctx.fillStyle = hatch;
      ctx.fillRect(left + ratio, failedTop, width, bottom - failedTop);
    });
    ctx.restore();
  };

  const showTooltip = (/** @type {any} */ u) => {
    const at = u.cursor.idx;
    tooltip.hidden = at === null || at === undefined || u.cursor.left < 0;
    if (tooltip.hidden) return;
    tooltip.replaceChildren(
      ...lines(series, at).map((text) => {
        const line = document.createElement('span');
        line.textContent = text;
        return line;
      }),
    );
    const x = u.valToPos(u.data[0][at], 'x');
    const isRight = x > u.over.clientWidth / 2;
    tooltip.style.left = isRight ? '' : `${x + 12}px`;
    tooltip.style.right = isRight ? `${u.over.clientWidth - x + 12}px` : '';
  };

  const selected = (/** @type {any} */ u) => {
    const { left, width } = u.select;
    if (width < 4) return;
    isDragged = true;
    const first = Math.max(0, Math.floor((u.posToVal(left, 'x') * 1_000 - starts[0]) / step));
    const last = Math.min(starts.length - 1, Math.floor((u.posToVal(left + width, 'x') * 1_000 - starts[0]) / step));
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    chart.select(rangeOf(series, first, last));
  };

  const axis = {
    stroke: colors.text,
    font: '12px system-ui, sans-serif',
    grid: { stroke: colors.grid, width: 1 },
    ticks: { stroke: colors.grid, width: 1, size: 4 },
  };
  const made = new /** @type {any} */ (globalThis).uPlot(
    {
      width: host.clientWidth || 600,
      height: chart.isLow ? LOW_HEIGHT : HEIGHT,
      legend: { show: false },
      cursor: { points: { show: false }, y: false, drag: { x: true, y: false, setScale: false } },
      tzDate: (/** @type {number} */ seconds) => zoned(seconds),
      scales: {
        x: { time: true, range: () => [starts[0] / 1_000, (starts[starts.length - 1] + step) / 1_000] },
        y: { range: () => [0, Math.max(4, ...totals, ...(before ?? [])) * 1.06] },
      },
      axes: [
        {
          ...axis,
          space: 90,
          size: 26,
          values: (/** @type {any} */ _u, /** @type {number[]} */ splits) =>
            splits.map((each, i) => chartTime(each * 1_000, i ? splits[i - 1] * 1_000 : null)),
        },
        {
          ...axis,
          size: 52,
          incrs: WHOLE,
          values: (/** @type {any} */ _u, /** @type {number[]} */ splits) => splits.map(compact),
        },
      ],
      series: [
        {},
        { paths: () => null, points: { show: false } },
        { stroke: colors.before, width: 1.5, dash: [5, 4], points: { show: false }, show: Boolean(before) },
      ],
      hooks: { drawAxes: [bars], setCursor: [showTooltip], setSelect: [selected] },
    },
    [starts.map((start) => (start + step / 2) / 1_000), totals, before ?? totals],
    target,
  );
  made.over.append(tooltip);
  made.over.addEventListener('click', () => {
    const at = made.cursor.idx;
    if (!isDragged && at !== null && at !== undefined) chart.open(rangeOf(series, at, at));
    isDragged = false;
  });
  return made;
}

/** Steps of the axis of counts: there is no half of an entry. */
const WHOLE = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((each) => each * 10 ** power)).flat();

/** @param {number} value */
const compact = (value) => new Intl.NumberFormat(language(), { notation: 'compact' }).format(value);

/** The clock of the chosen zone, for the places of the axis's marks. @param {number} seconds since 1970 */
function zoned(seconds) {
  const { uPlot } = /** @type {any} */ (globalThis);
  return uPlot.tzDate(new Date(seconds * 1_000), zoneName());
}

/** A color that a canvas understands. @param {HTMLElement} host @param {string} value of a custom property */
function resolved(host, value) {
  const probe = document.createElement('i');
  probe.style.color = value;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/**
 * Failures differ by their pattern too, not by their color alone.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} color
 * @param {number} ratio
 */
function hatched(ctx, color, ratio) {
  const size = Math.round(6 * ratio);
  const tile = new OffscreenCanvas(size, size);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (tile.getContext('2d'));
  pen.fillStyle = color;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = 'rgb(255 255 255 / .45)';
  pen.lineWidth = ratio;
  pen.beginPath();
  pen.moveTo(0, size);
  pen.lineTo(size, 0);
  pen.stroke();
  return ctx.createPattern(tile, 'repeat') ?? color;
}

customElements.define('opsmon-time-chart', TimeChart);

/** @param {Chart} chart */
export const timeChart = (chart) => html`<opsmon-time-chart .chart=${chart}></opsmon-time-chart>`;
