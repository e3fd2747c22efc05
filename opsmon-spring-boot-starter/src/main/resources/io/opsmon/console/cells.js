// Cells that filter: two buttons under the pointer, and a menu of all values of the focused row.
// The buttons are no tab stops; the menu and the details of an entry offer the same to the keyboard.

import { html, render } from './vendor/lit-html/lit-html.js';
import { exclude, accept } from './filters.js';
import { plain } from './format.js';
import { t } from './i18n.js';

/** @typedef {{name: string, value: string, label: string, text: string}} CellFilter name is that of the filter */

/** @typedef {HTMLElement & {cellFilter?: CellFilter | null}} Cell */

/** @param {CellFilter} filter @param {boolean} isExcluded */
const words = ({ label, text }, isExcluded) =>
  t(isExcluded ? 'filters.isNot' : 'filters.is', { name: label, value: plain(text) });

/** @param {CellFilter} filter @param {boolean} isExcluded */
const apply = ({ name, value }, isExcluded) => (isExcluded ? exclude(name, value) : accept(name, value));

const tools = document.createElement('span');
tools.className = 'cell-tools';

/** Moves the buttons to the cell under the pointer. @param {PointerEvent} event */
function follow(event) {
  if (event.pointerType !== 'mouse' || !(event.target instanceof Element)) return;
  const cell = /** @type {Cell | null} */ (event.target.closest('main td'));
  const filter = cell?.cellFilter;
  if (!cell || !filter) {
    tools.remove();
    return;
  }
  const button = (/** @type {boolean} */ isExcluded) =>
    html`<button
      type="button"
      tabindex="-1"
      aria-label=${words(filter, isExcluded)}
      title=${words(filter, isExcluded)}
      @click=${(/** @type {Event} */ e) => {
        e.stopPropagation();
        tools.remove();
        apply(filter, isExcluded);
      }}
    >
      ${isExcluded ? '≠' : '='}
    </button>`;
  render(html`${button(false)}${button(true)}`, tools);
  if (tools.parentElement !== cell) cell.append(tools);
}

/**
 * Opens the menu of a row: each value of the row accepted or excluded.
 * @param {Element | null} row @returns {boolean} whether the row has values to filter by
 */
export function openCellMenu(row) {
  const filters = /** @type {Cell[]} */ ([...(row?.querySelectorAll('td') ?? [])]).flatMap(
    ({ cellFilter }) => cellFilter ?? [],
  );
  if (!row || !filters.length) return false;
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const menu = document.createElement('div');
  menu.className = 'cell-menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', t('cells.menu'));
  menu.popover = 'auto';
  const choose = (/** @type {CellFilter} */ filter, /** @type {boolean} */ isExcluded) => {
    menu.hidePopover();
    apply(filter, isExcluded);
  };
  const item = (/** @type {CellFilter} */ filter, /** @type {boolean} */ isExcluded) =>
    html`<button type="button" role="menuitem" tabindex="-1" @click=${() => choose(filter, isExcluded)}>
      ${words(filter, isExcluded)}
    </button>`;
  render(
    filters.map((filter) => html`${item(filter, false)}${item(filter, true)}`),
    menu,
  );
  menu.addEventListener('keydown', (event) => moveIn(menu, event));
  menu.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'closed') return;
    if (!before?.isConnected || menu.contains(document.activeElement) || document.activeElement === document.body)
      before?.focus();
    menu.remove();
  });
  (row.closest('main') ?? document.body).append(menu);
  menu.showPopover();
  place(menu, row.getBoundingClientRect());
  menu.querySelector('button')?.focus();
  return true;
}

/** Below the row, or above it where there is more room. @param {HTMLElement} menu @param {DOMRect} row */
function place(menu, row) {
  const below = innerHeight - row.bottom;
  menu.style.left = `${Math.max(8, Math.min(row.left + 16, innerWidth - menu.offsetWidth - 8))}px`;
  const isBelow = below >= menu.offsetHeight || below > row.top;
  menu.style.top = `${isBelow ? row.bottom : Math.max(8, row.top - menu.offsetHeight)}px`;
}

/** @param {HTMLElement} menu @param {KeyboardEvent} event */
function moveIn(menu, event) {
  if (event.key === 'Tab') {
    menu.hidePopover();
    return;
  }
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('[role=menuitem]')]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}

addEventListener('pointerover', follow);
