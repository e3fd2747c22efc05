// JSON to look into: what is in an object or an array is made when it is opened.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { copyText } from './clipboard.js';
import { ExactNumber, stringify } from './exact-json.js';
import { plain } from './format.js';
import { t } from './i18n.js';

/** Levels that are open from the beginning. */
const OPEN_LEVELS = 2;
/** Children that are made at a time. */
const AT_ONCE = 100;

/** The trees of what was shown, so that what was opened stays open. @type {WeakMap<object, HTMLElement>} */
const trees = new WeakMap();

/** @param {string} title @param {any} value */
export function json(title, value) {
  if (value === undefined) return nothing;
  const copy = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
    copyText(stringify(value)).then((isCopied) => {
      if (isCopied) button.textContent = t('copied');
    });
  };
  return html`<section class="json">
    <h3>${title}</h3>
    <button type="button" class="chip" @click=${copy} aria-label=${`${t('copy')}: ${title}`}>${t('copy')}</button>
    <div class="tree">${tree(value)}</div>
  </section>`;
}

/** @param {any} value */
const isPlain = (value) => value === null || typeof value !== 'object' || value instanceof ExactNumber;

/** The name of a style. @param {any} value */
const kind = (value) => (value === null ? 'null' : value instanceof ExactNumber ? 'number' : typeof value);

/** @param {any} value */
function tree(value) {
  if (isPlain(value)) return node(null, value, 0);
  let known = trees.get(value);
  if (!known) {
    known = node(null, value, 0);
    trees.set(value, known);
  }
  return known;
}

/** @param {string} name @param {string} className @param {string} [text] */
function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** @param {string | null} name of a member @param {any} value @param {number} level @returns {HTMLElement} */
function node(name, value, level) {
  const label = name === null ? [] : [element('span', 'name', plain(name)), ': '];
  const isArray = Array.isArray(value);
  const members = isPlain(value) ? null : Object.entries(value);
  if (!members?.length) {
    const leaf = element('div', 'leaf');
    leaf.append(...label, element('span', `value ${kind(value)}`, plain(stringify(value))));
    return leaf;
  }
  const details = /** @type {HTMLDetailsElement} */ (element('details', 'node'));
  const summary = element('summary', '');
  summary.append(...label, element('span', 'count', isArray ? `[${members.length}]` : `{${members.length}}`));
  const children = element('div', 'children');
  details.append(summary, children);
  const make = () => {
    if (!children.hasChildNodes()) grow(children, members, isArray, level);
  };
  details.addEventListener('toggle', make);
  if (level < OPEN_LEVELS) {
    details.open = true;
    make();
  }
  return details;
}

/** @param {HTMLElement} children @param {[string, any][]} members @param {boolean} isArray @param {number} level */
function grow(children, members, isArray, level) {
  children.append(...members.slice(0, AT_ONCE).map(([name, value]) => node(isArray ? null : name, value, level + 1)));
  const rest = members.slice(AT_ONCE);
  if (!rest.length) return;
  const more = /** @type {HTMLButtonElement} */ (element('button', 'chip', t('showRest', { n: rest.length })));
  more.type = 'button';
  more.addEventListener('click', () => {
    more.remove();
    grow(children, rest, isArray, level);
  });
  children.append(more);
}
