// The time range of a list: relative, as range=24h in the address, or from and to.

import { html } from './vendor/lit-html/lit-html.js';
import { instantOf, localTime, rangeTime, zoneName } from './format.js';
import { t } from './i18n.js';
import { go, place } from './router.js';

const UNITS = /** @type {Record<string, number>} */ ({ m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 });
export const PRESETS = ['1h', '24h', '7d', '30d'];
export const NAMES = ['range', 'from', 'to'];

/**
 * The length of a relative range.
 * @param {string | null} range such as 24h
 * @returns {number | null} milliseconds; null if it is none
 */
export function lengthOf(range) {
  const [, many, unit] = /^(\d{1,4})([mhdw])$/.exec(range ?? '') ?? [];
  return many && Number(many) > 0 ? Number(many) * UNITS[unit] : null;
}

/**
 * The bounds that the API understands. A relative range ends now.
 * @param {URLSearchParams} parameters of the address
 * @returns {{from?: string, to?: string}}
 */
export function boundsOf(parameters) {
  const length = lengthOf(parameters.get('range'));
  if (length) return { from: new Date(Date.now() - length).toISOString() };
  const from = parameters.get('from') ?? undefined;
  const to = parameters.get('to') ?? undefined;
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

/** The name of a relative range. @param {string} range */
export const nameOf = (range) => (PRESETS.includes(range) ? t(`range.${range}`) : t('range.last', { range }));

/** The chosen range in words. @param {URLSearchParams} parameters */
function shown(parameters) {
  const range = parameters.get('range');
  if (lengthOf(range)) return nameOf(/** @type {string} */ (range));
  const from = parameters.get('from');
  const to = parameters.get('to');
  if (!from && !to) return t('range.all');
  return `${from ? rangeTime(from) : '…'} – ${to ? rangeTime(to) : '…'}`;
}

/** The control. */
export function timeRange() {
  const { parameters } = place();
  const chosen = parameters.get('range');
  const choose = (/** @type {Event} */ event, /** @type {Record<string, string | null>} */ changes) => {
    const menu = /** @type {HTMLElement} */ (event.currentTarget).closest('details');
    if (menu) menu.open = false;
    go({ range: null, from: null, to: null, ...changes });
  };
  const apply = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const at = (/** @type {string} */ name) => (form.get(name) ? instantOf(String(form.get(name))) : null);
    choose(event, { from: at('from'), to: at('to') });
  };
  const preset = (/** @type {string} */ range) =>
    html`<button
      type="button"
      class="chip"
      aria-pressed=${range === chosen ? 'true' : 'false'}
      @click=${(/** @type {Event} */ e) => choose(e, { range })}
    >
      ${nameOf(range)}
    </button>`;
  const isAll = !lengthOf(chosen) && !parameters.get('from') && !parameters.get('to');
  const field = (/** @type {string} */ name) =>
    html`<label
      >${t(name)} (${zoneName()})<input
        name=${name}
        type="datetime-local"
        step="1"
        .value=${localTime(parameters.get(name))}
    /></label>`;
  return html`<details class="menu range">
    <summary class="button"><span class="visually-hidden">${t('timeRange')}: </span>${shown(parameters)}</summary>
    <div class="choices">
      <div class="ranges" role="group" aria-label=${t('timeRange')}>
        <button
          type="button"
          class="chip"
          aria-pressed=${isAll ? 'true' : 'false'}
          @click=${(/** @type {Event} */ e) => choose(e, {})}
        >
          ${t('range.all')}
        </button>
        ${PRESETS.map(preset)}
      </div>
      <form @submit=${apply}>
        ${field('from')}${field('to')} <button type="submit" class="primary">${t('filter')}</button>
      </form>
    </div>
  </details>`;
}

/**
 * The choice of a period: one of the presets, the first by default.
 * @param {string} chosen
 * @param {(range: string) => void} choose
 */
export const periods = (chosen, choose) =>
  html`<div class="ranges periods" role="group" aria-label=${t('timeRange')}>
    ${PRESETS.map(
      (range) =>
        html`<button
          type="button"
          class="chip"
          aria-pressed=${range === chosen ? 'true' : 'false'}
          @click=${() => choose(range)}
        >
          ${nameOf(range)}
        </button>`,
    )}
  </div>`;
