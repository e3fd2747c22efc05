// The command palette: goes to pages, users, resources, traces and entries by what is typed or pasted.

import { html, nothing, render } from './vendor/lit-html/lit-html.js';
import { get } from './api.js';
import { plain } from './format.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { link, visit } from './router.js';

/**
 * @typedef {{kind: string, label: string, address: string, id?: string}} Target
 * @typedef {{pages: () => {name: string, label: string}[], may: (permission: string) => boolean}} Console
 */

const TYPING_MILLIS = 200;
const MOST_OF_A_KIND = 5;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*)$/i;

/** @type {Console} */
let of = { pages: () => [], may: () => false };
/** @type {HTMLDialogElement | null} */
let dialog = null;
let typed = '';
let active = 0;
/** What the application knows of the typed text. @type {Target[]} */
let found = [];
let isLoading = false;
/** Whether Enter was pressed before there was an answer. */
let isEntered = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let delay;
/** @type {AbortController | null} */
let running = null;

const readsOperations = () => of.may('opsmon:operation-log:read');
const readsLogins = () => of.may('opsmon:login-log:read');

/** @param {Console} console */
export function usePalette(console) {
  of = console;
  addEventListener('keydown', (event) => {
    const isPlain = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!isPlain || event.key.toLowerCase() !== 'k') return;
    event.preventDefault();
    if (dialog) close();
    else if (!document.querySelector('dialog.ask[open]')) openPalette();
  });
}

export function openPalette() {
  if (!of.pages().length) return;
  dialog = document.createElement('dialog');
  dialog.className = 'palette';
  dialog.setAttribute('aria-label', t('palette'));
  // Esc, and whatever else closes a dialog.
  dialog.addEventListener('close', forget);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) close();
  });
  document.body.append(dialog);
  draw();
  dialog.showModal();
}

function close() {
  dialog?.close();
}

function forget() {
  clearTimeout(delay);
  running?.abort();
  dialog?.remove();
  dialog = null;
  typed = '';
  active = 0;
  found = [];
  isLoading = false;
  isEntered = false;
}

/** @param {string} text */
const includes = (text) => text.toLowerCase().includes(typed.toLowerCase());

/**
 * @param {string} kind @param {string} label @param {string} page @param {Record<string, string>} [parameters]
 * @returns {Target}
 */
const target = (kind, label, page, parameters) => ({ kind, label, address: link(page, parameters) });

/** @returns {Target[]} */
function targets() {
  const pages = of
    .pages()
    .filter(({ label }) => includes(label))
    .map(({ name, label }) => target('page', label, name));
  if (!typed) return pages;
  const anyText = [];
  if (ADDRESS.test(typed) && readsLogins()) anyText.push(target('address', typed, 'login-logs', { clientIp: typed }));
  if (readsOperations()) anyText.push(target('text', typed, 'operation-logs', { text: typed }));
  return [...found, ...pages, ...anyText];
}

/** The newest entry with a value. @param {string} name @param {AbortSignal} signal */
async function newest(name, signal) {
  const { items } = await get('operation-logs', new URLSearchParams({ [name]: escaped(typed), limit: '1' }), signal);
  return items[0];
}

/** Some characters mean more in a filter than themselves. @param {string} text */
const escaped = (text) => (/^[!\\]/.test(text) ? `\\${text}` : text);

/** @param {string} path @param {string} field @param {AbortSignal} signal @returns {Promise<string[]>} */
async function values(path, field, signal) {
  const parameters = new URLSearchParams({ field, part: typed });
  const answer = await get(`${path}/values`, parameters, signal);
  return answer.values.slice(0, MOST_OF_A_KIND).map((/** @type {{value: string}} */ { value }) => value);
}

/** @param {string} id @param {string} [type] @returns {Target} */
function resource(id, type) {
  /** @type {Record<string, string>} */
  const known = type ? { type, id } : { id };
  return { id, ...target('resource', type ? `${type} ${id}` : id, 'resource', known) };
}

/** Each search by itself: one that fails does not hide the others. @param {AbortSignal} signal */
function searches(signal) {
  const text = typed;
  const exact = /\s/.test(text)
    ? []
    : [
        newest('resourceId', signal).then((entry) => (entry ? [resource(text, entry.resource.type)] : [])),
        newest('traceId', signal).then((entry) =>
          entry ? [target('trace', text, 'operation-logs', { traceId: text })] : [],
        ),
      ];
  if (UUID.test(text)) {
    exact.push(
      get(`operation-logs/${text}`, undefined, signal).then(() => [
        target('entry', text, 'operation-logs', { id: text.toLowerCase() }),
      ]),
    );
  }
  const user = (/** @type {string[]} */ names) => names.map((name) => target('user', name, 'user', { name }));
  return [
    ...(readsOperations()
      ? [
          ...exact,
          values('operation-logs', 'operator', signal).then(user),
          values('operation-logs', 'resourceId', signal).then((ids) => ids.map((id) => resource(id))),
        ]
      : []),
    ...(readsLogins() ? [values('login-logs', 'username', signal).then(user)] : []),
  ];
}

async function search() {
  running?.abort();
  const { signal } = (running = new AbortController());
  const answers = await Promise.allSettled(searches(signal));
  if (signal.aborted) return;
  /** @type {Map<string, Target>} */
  const known = new Map();
  for (const answer of answers) {
    const some = answer.status === 'fulfilled' ? answer.value : [];
    // An exact resource has its type; the same without one is no news.
    for (const each of some) {
      const key = `${each.kind} ${each.id ?? each.label}`;
      if (!known.has(key)) known.set(key, each);
    }
  }
  found = [...known.values()];
  isLoading = false;
  draw();
  if (isEntered) choose(targets()[active]);
}

/** @param {string} text */
function type(text) {
  typed = text.trim();
  active = 0;
  found = [];
  isEntered = false;
  clearTimeout(delay);
  running?.abort();
  isLoading = typed.length > 1 && (readsOperations() || readsLogins());
  if (isLoading) delay = setTimeout(search, TYPING_MILLIS);
  draw();
}

/** @param {Target | undefined} chosen */
function choose(chosen) {
  if (!chosen) return;
  close();
  visit(chosen.address);
  document.querySelector('main')?.focus();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.isComposing) return;
  const many = targets().length;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (many) active = (active + (event.key === 'ArrowDown' ? 1 : -1) + many) % many;
    draw();
    dialog?.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  } else if (event.key === 'Enter') {
    event.preventDefault();
    // The first answer may be what was pasted.
    if (isLoading && active === 0) isEntered = true;
    else choose(targets()[active]);
  }
}

/** @param {Target} each @param {number} i */
const option = (each, i) =>
  html`<li
    id=${`target-${i}`}
    role="option"
    class=${i === active ? 'active' : ''}
    aria-selected=${i === active ? 'true' : 'false'}
    @click=${() => choose(each)}
  >
    <span class="value">${plain(each.label)}</span> <span class="count">${t(`palette.${each.kind}`)}</span>
  </li>`;

/** @param {Target[]} all */
const input = (all) =>
  html`<input
    type="text"
    role="combobox"
    autocomplete="off"
    spellcheck="false"
    maxlength="200"
    aria-autocomplete="list"
    aria-expanded=${all.length ? 'true' : 'false'}
    aria-controls=${all.length ? 'targets' : nothing}
    aria-activedescendant=${all[active] ? `target-${active}` : nothing}
    placeholder=${t('palette.placeholder')}
    @input=${(/** @type {any} */ e) => type(e.target.value)}
    @keydown=${pressed}
  />`;

function draw() {
  if (!dialog) return;
  const all = targets();
  const remark = isLoading ? t('loading') : all.length ? '' : t('suggestions.no');
  render(
    html`<div class="palette-box">
      <label>${icon('search')}<span class="visually-hidden">${t('palette')}</span>${input(all)}</label>
      <div class="suggestions" @pointerdown=${(/** @type {Event} */ e) => e.preventDefault()}>
        ${all.length
          ? html`<ul id="targets" role="listbox" aria-label=${t('palette')}>
              ${all.map(option)}
            </ul>`
          : nothing}
        <p class="count" role="status">${remark}</p>
      </div>
    </div>`,
    dialog,
  );
}
