// Details of an entry beside the list, which stays usable. Narrow windows show the details over the list.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { copyText } from './clipboard.js';
import { stringify } from './exact-json.js';
import { t } from './i18n.js';
import { changed, go, place } from './router.js';

/**
 * Details of the entry that the address names.
 * @typedef {{
 *   list: import('./listing.js').Listing, title: string, content: unknown, isBusy?: boolean, copies?: Copies
 * }} Details
 * @typedef {{id: string, json: () => unknown, markdown: (href: string) => string}} Copies what is copied of an entry
 */

const CONFIRMED_MILLIS = 4_000;
const wide = matchMedia('(min-width: 72rem)');
const paper = matchMedia('print');

let draw = () => {};
/** The list of the open details. @type {import('./listing.js').Listing | null} */
let list = null;
/** The entry whose details are open; empty without one. */
let openId = '';
/** Whether an entry was chosen in the list, so that its details get the focus. */
let isChosen = false;
let isStepping = false;
let confirmation = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let confirmed;

/** @param {() => void} redraw */
export function useSidePanel(redraw) {
  draw = redraw;
  // The size of the paper is not that of the window.
  wide.addEventListener('change', () => paper.matches || draw());
}

/** Whether the window has room for details beside the list. */
export const isBeside = () => wide.matches;

/** The entry that the address names; empty without one. */
const addressed = () => place().parameters.get('id') ?? '';

/** @returns {HTMLElement | null} */
const panel = () => document.querySelector('.drawer');

export const isPanelOpen = () => panel() !== null;

/** Opens the details of an entry. @param {string} id */
export function open(id) {
  if (id === openId) {
    focusTitle();
    return;
  }
  isChosen = true;
  // The way back from one of several entries is the list.
  go({ id }, Boolean(openId));
}

/** Opens the details of a row that is clicked, but not for its links. @param {string} id @param {Event} event */
export function openRow(id, { target }) {
  if (!(target instanceof Element) || !target.closest('a')) open(id);
}

export function closePanel() {
  go({ id: null });
}

/**
 * Shows the entry after the open one, or the one before. The next page is loaded behind the last entry of a page.
 * @param {number} step 1 or -1
 */
export async function stepPanel(step) {
  if (!list || isStepping) return;
  isStepping = true;
  const id = openId;
  try {
    const next = await list.beside(id, step);
    if (next && addressed() === id) go(next, true);
  } finally {
    isStepping = false;
  }
}

/** The address that opens an entry. @param {string} id */
const address = (id) => new URL(changed({ id }), location.href).href;

function focusTitle() {
  panel()?.querySelector('h2')?.focus({ preventScroll: true });
}

/** @param {string} text @param {string} words that confirm it */
async function copy(text, words) {
  const isCopied = await copyText(text);
  confirmation = isCopied ? words : '';
  draw();
  clearTimeout(confirmed);
  confirmed = setTimeout(() => {
    confirmation = '';
    draw();
  }, CONFIRMED_MILLIS);
}

/** @param {Copies} copies */
function copyButtons({ id, json, markdown }) {
  const button = (/** @type {string} */ kind, /** @type {() => string} */ text) =>
    html`<button
      type="button"
      class="chip copy-${kind}"
      aria-label=${t(`copy.${kind}.title`)}
      @click=${() => copy(text(), t(`copy.${kind}.done`))}
    >
      ${t(`copy.${kind}`)}
    </button>`;
  return html`<span class="copies" role="group" aria-label=${t('copy')}
    ><span class="label" aria-hidden="true">${t('copy')}</span> ${button('link', () => address(id))}
    ${button('json', () => stringify(json()))} ${button('markdown', () => markdown(address(id)))}</span
  >`;
}

/** @param {number} step @param {string} key on the keyboard */
function stepButton(step, key) {
  const words = t(step > 0 ? 'details.next' : 'details.previous');
  // A button that is disabled would lose the focus at the end of the list.
  return html`<button
    type="button"
    class="chip step"
    aria-label=${words}
    aria-keyshortcuts=${key}
    title=${`${words} (${key})`}
    aria-disabled=${list?.hasBeside(addressed(), step) ? nothing : 'true'}
    @click=${() => stepPanel(step)}
  >
    ${step > 0 ? '↓' : '↑'}
  </button>`;
}

/** The details, while the address names an entry. @param {Details} details */
export function sidePanel({ list: of, title, content, isBusy = false, copies }) {
  list = of;
  if (!addressed()) return nothing;
  const inner = html`<article aria-busy=${isBusy}>
    <div class="panel-tools">
      <span role="group" aria-label=${t('details.steps')}>${stepButton(-1, 'k')} ${stepButton(1, 'j')}</span>
      ${copies ? copyButtons(copies) : nothing}
      <span class="count" role="status">${confirmation}</span>
      <button type="button" class="chip close" @click=${closePanel} aria-label=${t('close')}>✕</button>
    </div>
    <h2 id="drawer-title" tabindex="-1" aria-live="polite">${title}</h2>
    ${content}
  </article>`;
  if (isBeside()) return html`<aside class="drawer" aria-labelledby="drawer-title">${inner}</aside>`;
  return html`<dialog
    class="drawer"
    aria-labelledby="drawer-title"
    @cancel=${(/** @type {Event} */ e) => {
      if (e.target !== e.currentTarget) return;
      e.preventDefault();
      closePanel();
    }}
    @close=${closePanel}
    @click=${(/** @type {Event} */ e) => {
      if (e.target === e.currentTarget) closePanel();
    }}
  >
    ${inner}
  </dialog>`;
}

/** @param {string} id */
const rowOf = (id) =>
  /** @type {HTMLElement | null} */ (document.querySelector(`main [data-id="${CSS.escape(id)}"] .open`));

/** After each drawing: the dialog is open, and the focus is where the user goes on. */
export function settlePanel() {
  const element = panel();
  if (element instanceof HTMLDialogElement && !element.open) element.showModal();
  const id = element ? addressed() : '';
  const before = openId;
  if (id === before) return;
  openId = id;
  confirmation = '';
  const focused = document.activeElement;
  const isLost = !focused || focused === document.body;
  if (!element) {
    // The focus goes back to the list, if it was in the details.
    if (isLost) (rowOf(before) ?? document.querySelector('main'))?.focus();
    return;
  }
  element.scrollTop = 0;
  rowOf(id)?.closest('[data-id]')?.scrollIntoView({ block: 'nearest' });
  if (isChosen || isLost || !before) focusTitle();
  else if (focused.closest('main [data-id]')) rowOf(id)?.focus({ preventScroll: true });
  isChosen = false;
}
