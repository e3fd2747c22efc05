// Parts that pages have in common.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem } from './api.js';
import { fullTime, plain, shortTime } from './format.js';
import { t, word } from './i18n.js';
import { icon } from './icons.js';
import { link } from './router.js';

/** @param {string} text */
export const notice = (text) => html`<p class="notice">${text}</p>`;

/** A failure in the reader's language where there are words for its code. @param {Error} problem */
export function explain(problem) {
  const code = problem instanceof Problem ? (problem.code ?? '') : '';
  const words = word('problem', code);
  if (words !== code) return words;
  return problem instanceof Problem && problem.status === 0 ? t('noAnswer') : problem.message;
}

/** Why there is nothing to see, and what to do. @param {Error} problem @param {() => void} again */
export function problemPanel(problem, again) {
  const status = problem instanceof Problem ? problem.status : 0;
  if (status === 401) {
    return html`<div class="notice" role="alert">
      <p>${t('signInExpired')}</p>
      <p><button class="primary" type="button" @click=${() => location.reload()}>${t('signInAgain')}</button></p>
    </div>`;
  }
  if (status === 403) return html`<p class="notice" role="alert">${t('notPermitted')} ${problem.message}</p>`;
  if (status === 400) return html`<p class="notice" role="alert">${problem.message}</p>`;
  return html`<div class="notice" role="alert">
    <p>${status ? problem.message : t('noAnswer')}</p>
    <p><button class="primary" type="button" @click=${again}>${t('tryAgain')}</button></p>
  </div>`;
}

/** @param {string | undefined} iso */
export const time = (iso) => (iso ? html`<time datetime=${iso} title=${fullTime(iso)}>${shortTime(iso)}</time>` : '—');

/** @param {string} kind of constant @param {string} value @param {string} [tone] good, bad or warn */
export const badge = (kind, value, tone = '') => html`<span class="badge ${tone}">${word(kind, value)}</span>`;

/** @param {string} outcome */
export const outcome = (outcome) => badge('outcome', outcome, { SUCCESS: 'good', FAILURE: 'bad' }[outcome] ?? '');

/**
 * A fact of a details list; left out without a value.
 * @param {string} label @param {unknown} value @param {unknown} [more] behind it
 */
export function fact(label, value, more) {
  if (value === undefined || value === null || value === '') return nothing;
  return html`<dt>${label}</dt>
    <dd>${typeof value === 'string' || typeof value === 'number' ? plain(value) : value}${more ?? nothing}</dd>`;
}

/**
 * A fact with its label. Copies of a value that is no text have another text.
 * @typedef {{label: string, value: unknown, more?: unknown, text?: string}} Fact
 */

/** @param {Fact[]} facts */
export const factList = (facts) => facts.map(({ label, value, more }) => fact(label, value, more));

/** @param {{client?: any}} entry @returns {string} empty if nothing is known of the device */
export function deviceName(entry) {
  const known = entry.client?.device;
  if (!known || (known.class === 'OTHER' && !known.browser && !known.system)) return '';
  return plain([known.browser, known.system].filter(Boolean).join(', ') || word('device', known.class));
}

/** @param {{client?: any}} entry */
export function device(entry) {
  const name = deviceName(entry);
  if (!name) return '—';
  const { class: kind } = entry.client.device;
  return html`${icon(kind)}<span class="visually-hidden">${word('device', kind)}: </span>${name}`;
}

/** @param {{client?: any}} entry */
export function where(entry) {
  const place = entry.client?.location;
  if (!place) return '';
  const text = [place.city, place.region, place.country].filter(Boolean).join(', ');
  return plain(word('place', text));
}

/** @param {string | undefined} username */
export const userLink = (username) =>
  username ? html`<a class="related" href=${link('user', { name: username })}>${t('user.open')}</a>` : nothing;

/**
 * The name of an operator, which leads to the page of the user.
 * @param {{id: string, name?: string} | undefined} operator
 */
export const userName = (operator) =>
  operator ? html`<a href=${link('user', { name: operator.id })}>${plain(operator.name ?? operator.id)}</a>` : '—';

/** The page with the change history of a resource. @param {{type?: string, id?: string} | undefined} resource */
export const historyOf = (resource) =>
  resource?.id ? link('resource', { ...(resource.type ? { type: resource.type } : {}), id: resource.id }) : null;

/**
 * Asks before something is done that cannot be taken back.
 * @param {{
 *   title: string, text: unknown,
 *   fields?: {
 *     name: string, label: string, type?: string, value?: string, must?: string, required?: boolean, most?: number
 *   }[],
 *   action: string, dangerous?: boolean, isNotice?: boolean,
 *   run?: (answer: Record<string, any>) => Promise<unknown>
 * }} what run does it; its failure is shown in the dialog, which stays open
 * @returns {Promise<Record<string, any> | null>} what was filled in, files as such; null if it was not meant
 */
export function ask({ title, text, fields = [], action, dangerous = false, isNotice = false, run }) {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    dialog.className = 'ask';
    dialog.setAttribute('aria-labelledby', 'ask-title');
    const done = (/** @type {Record<string, any> | null} */ answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    let isRunning = false;
    const submit = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      const answer = Object.fromEntries(
        fields.map(({ name, type }) => [name, type === 'file' ? form.get(name) : String(form.get(name) ?? '').trim()]),
      );
      if (!run) return done(answer);
      isRunning = true;
      check();
      try {
        await run(answer);
        done(answer);
      } catch (failure) {
        isRunning = false;
        check();
        const alert = /** @type {HTMLElement} */ (dialog.querySelector('[role=alert]'));
        alert.textContent = explain(/** @type {Error} */ (failure));
        alert.hidden = false;
      }
    };
    const isMissing = (/** @type {{name: string, must?: string, required?: boolean}} */ { name, must, required }) => {
      const value = /** @type {HTMLInputElement} */ (dialog.querySelector(`[name="${name}"]`)).value.trim();
      return must === undefined ? Boolean(required) && !value : value !== must;
    };
    const check = () => {
      const button = /** @type {HTMLButtonElement} */ (dialog.querySelector('button[type=submit]'));
      button.disabled = isRunning || fields.some(isMissing);
    };
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      done(null);
    });
    document.body.append(dialog);
    renderInto(
      dialog,
      html`<form method="dialog" @submit=${submit} @input=${check}>
        <h2 id="ask-title">${title}</h2>
        <div>${text}</div>
        ${fields.map(
          ({ name, label, type = 'text', value = '', most }) =>
            html`<label
              >${label}<input
                name=${name}
                type=${type}
                maxlength=${most ?? nothing}
                ?required=${type === 'file'}
                .value=${value}
                autocomplete="off"
            /></label>`,
        )}
        <p class="error" role="alert" hidden></p>
        <p class="actions">
          ${isNotice ? nothing : html`<button type="button" @click=${() => done(null)}>${t('cancel')}</button>`}
          <button type="submit" class=${dangerous ? 'danger' : 'primary'}>${action}</button>
        </p>
      </form>`,
    );
    dialog.showModal();
    check();
  });
}

/** Says something that is only to be read. @param {string} title @param {unknown} text */
export const tell = (title, text) => ask({ title, text, action: t('close'), isNotice: true });

/** @type {(element: HTMLElement, content: unknown) => void} */
let renderInto = () => {};

/**
 * The renderer is handed over, so that there is one.
 * @param {(element: HTMLElement, content: unknown) => void} render
 */
export function useRenderer(render) {
  renderInto = render;
}

/**
 * The head of a column: what sorts the table, and what changes the width of the column.
 * @typedef {{
 *   label: string, class?: string, key?: string, order?: import('./ordering.js').Order, separator?: unknown
 * }} Head
 */

const ARROWS = { ascending: '↑', descending: '↓', none: '↕' };

/** @param {string} label @param {import('./ordering.js').Order} order */
const sortButton = (label, { direction, toggle }) =>
  html`<button type="button" class="sort" @click=${toggle}>
    ${label} <span class="arrow" aria-hidden="true">${ARROWS[direction ?? 'none']}</span>
  </button>`;

/** @param {Head} head */
const headCell = ({ label, class: name, key, order, separator }) =>
  html`<th scope="col" class=${name ?? nothing} data-column=${key ?? nothing} aria-sort=${order?.direction ?? nothing}>
    ${order?.toggle ? sortButton(label, order) : label}${separator ?? nothing}
  </th>`;

/**
 * @param {{caption: string, columns: Head[], rows: unknown, busy?: boolean, widths?: string}} what the widths of the
 *   columns have the name of the page
 */
export const table = ({ caption, columns, rows, busy = false, widths }) =>
  html`<div class="table" aria-busy=${busy}>
    <table data-widths=${widths ?? nothing}>
      <caption class="visually-hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(headCell)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
