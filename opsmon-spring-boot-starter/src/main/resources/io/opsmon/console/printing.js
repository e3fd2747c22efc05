// What a printed page says about itself: when it was printed, in which time zone, and which filters it has.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { label, valueOf } from './filter-labels.js';
import { fullTime, plain, rangeTime, zoneName } from './format.js';
import { t, word } from './i18n.js';
import { place } from './router.js';

/** Parameters of the address that restrict no entries. */
const NO_FILTERS = ['id', 'type', 'by', 'cursor', 'view', 'groups', 'tab', 'sort', 'order', 'schedule'];

/** @param {string} name @param {string} value of the address */
function inWords(name, value) {
  const text = value.replace(/^[!\\]/, '');
  // The address may have anything.
  const isTime = name === 'from' || name === 'to';
  const words = isTime ? plain(rangeTime(text)) : plain(name === 'range' ? word('range', text) : valueOf(name, text));
  return value.startsWith('!') ? t('print.not', { value: words }) : words;
}

function filters() {
  const { parameters } = place();
  return [...new Set(parameters.keys())]
    .filter((name) => !NO_FILTERS.includes(name))
    .map((name) => {
      const values = parameters
        .getAll(name)
        .filter(Boolean)
        .map((value) => inWords(name, value));
      return values.length ? `${name === 'range' ? t('print.range') : label(name)}: ${values.join(t('list'))}` : '';
    })
    .filter(Boolean);
}

/** Shown on paper only. @param {{brand: string, username: string}} me */
export function printHeader({ brand, username }) {
  const known = filters();
  const when = fullTime(new Date().toISOString());
  return html`<div class="print-only">
    <p>${plain(brand)} · ${t('print.by', { when, user: plain(username), zone: zoneName() })}</p>
    ${known.length ? html`<p>${t('print.filters')} ${known.join(' · ')}</p>` : nothing}
  </div>`;
}

/** Opens what is folded while a page is printed. @param {() => void} draw the time of printing is shown */
export function followPrinting(draw) {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener('beforeprint', () => {
    draw();
    const within = document.querySelector('.drawer') ?? document.querySelector('main');
    opened = [...(within?.querySelectorAll('details:not([open]):not(.menu):not(.settings):not(.account)') ?? [])].map(
      (each) => /** @type {HTMLDetailsElement} */ (each),
    );
    for (const each of opened) each.open = true;
  });
  addEventListener('afterprint', () => {
    for (const each of opened) each.open = false;
    opened = [];
  });
}
