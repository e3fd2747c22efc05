// Changed rows of the database: what one operation changed, and how a changed row is shown.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { get, send } from './api.js';
import { changeTable } from './changes.js';
import { ask, explain, tell, userName } from './components.js';
import { number, plain } from './format.js';
import { t, word } from './i18n.js';
import { link } from './router.js';

const AT_ONCE = 50;
/** Number of statements or obstacles that a dialog shows. */
const SHOWN = 100;

/**
 * A value as the API writes it: a text, null, or of a long text its hash and length.
 * @typedef {string | null | {sha256: string, length: number}} Value
 * @typedef {{column: string, label?: string, old?: Value, new?: Value}} Column
 */

/** @param {Value | undefined} value */
function text(value) {
  if (value === undefined) return undefined;
  if (value === null) return 'NULL';
  return typeof value === 'string'
    ? value
    : t('dataChanges.long', { n: number(value.length), hash: value.sha256.slice(0, 12) });
}

/** @param {Column} column @returns {import('./changes.js').Change} */
const asChange = ({ column, label, old, new: now }) => ({
  path: column,
  label: label ?? column,
  type: old === undefined ? 'ADDED' : now === undefined ? 'REMOVED' : 'CHANGED',
  old: text(old),
  new: text(now),
});

/** What a change did to its columns, or why there are none. @param {any} change */
export function columnsOf(change) {
  if (change.note) return html`<p class="error">${plain(change.note)}</p>`;
  if (!change.columns.length)
    return change.rowCount === undefined ? nothing : t('dataChanges.counted', { n: number(change.rowCount) });
  return changeTable(change.columns.map(asChange));
}

/** The row, which leads to its timeline. @param {any} change */
export const rowLink = ({ table, key, newKey }) =>
  key === undefined
    ? plain(table)
    : html`<a href=${link('data-changes', { table, key })}>${plain(table)} ${plain(key)}</a>${newKey === undefined
          ? nothing
          : html` → <a href=${link('data-changes', { table, key: newKey })}>${plain(newKey)}</a>`}`;

/** Who changed it; without an operator the application, or the user of the database. @param {any} change */
export const author = ({ operator, application, databaseUser, outside }) =>
  operator
    ? userName(operator)
    : outside
      ? html`<span class="badge warn">${t('dataChanges.outside')}</span> ${plain(databaseUser ?? '')}`
      : plain(application ?? '');

/** The reason why an undo is refused. @param {any} obstacle */
function obstacle({ table, key, column, reason, detail, message }) {
  const where = [table, key, column].filter((part) => part !== undefined).map(plain);
  const said = t(`undoReason.${reason}`, { detail: plain(detail ?? '') });
  const text = said.startsWith('undoReason.') ? message : said;
  return html`<li>${where.length ? t('undo.obstacle', { where: where.join(t('list')), why: text }) : text}</li>`;
}

/** The number of statements or obstacles that a dialog does not show. @param {number} count */
const further = (count) => (count > SHOWN ? html`<p>${t('undo.further', { n: number(count - SHOWN) })}</p>` : nothing);

/** Shows the statements that undo an operation, and runs them if the user confirms. @param {string} id */
async function undo(id) {
  const path = `operation-logs/${encodeURIComponent(id)}/data-changes/undo`;
  let plan;
  try {
    plan = await get(path);
  } catch (failure) {
    await tell(t('undo.title'), html`<p class="error">${explain(/** @type {Error} */ (failure))}</p>`);
    return;
  }
  if (plan.obstacles.length) {
    await tell(
      t('undo.title'),
      html`<p>${t('undo.impossible')}</p>
        <ul class="obstacles">
          ${plan.obstacles.slice(0, SHOWN).map(obstacle)}
        </ul>
        ${further(plan.obstacles.length)}`,
    );
    return;
  }
  let done = /** @type {any} */ (null);
  await ask({
    title: t('undo.title'),
    text: html`<p>${t('undo.what', { n: number(plan.statements.length) })}</p>
      <pre class="statements" tabindex="0">
${plain(
          plan.statements
            .slice(0, SHOWN)
            .map((/** @type {any} */ step) => `${step.statement};`)
            .join('\n'),
        )}</pre
      >
      ${further(plan.statements.length)}
      ${plan.keptColumns.length
        ? html`<p>${t('undo.kept', { columns: plain(plan.keptColumns.join(', ')) })}</p>`
        : nothing}
      <p>${t('undo.confirm', { n: plan.confirmation })}</p>`,
    fields: [{ name: 'confirmation', label: t('undo.count'), must: plan.confirmation }],
    action: t('undo.run'),
    dangerous: true,
    run: async (answer) => {
      done = await send('POST', path, { body: answer });
    },
  });
  if (!done) return;
  await tell(
    t('undo.done', { n: number(done.statements) }),
    html`<p><a href=${link('operation-logs', { id: done.operationId })}>${t('undo.entry')}</a></p>`,
  );
}

/** The changes of the operation whose entry is open. */
export class OperationChanges {
  #id = '';
  /** @type {any[]} */ #items = [];
  /** @type {string | null} */ #next = null;
  /** @type {Error | null} */ #problem = null;
  /** @type {AbortController | null} */ #running = null;

  /** @param {() => void} draw @param {boolean} mayUndo whether the user may undo operations */
  constructor(draw, mayUndo) {
    this.draw = draw;
    this.mayUndo = mayUndo;
  }

  /** Reads the changes of another operation. @param {string} id empty for none */
  follow(id) {
    if (id === this.#id) return;
    this.#running?.abort();
    this.#id = id;
    this.#items = [];
    this.#next = null;
    this.#problem = null;
    if (id) this.#read();
  }

  async #read() {
    const mine = (this.#running = new AbortController());
    const parameters = new URLSearchParams({ limit: String(AT_ONCE) });
    if (this.#next) parameters.set('cursor', this.#next);
    try {
      const answer = await get(`operation-logs/${encodeURIComponent(this.#id)}/data-changes`, parameters, mine.signal);
      this.#items = [...this.#items, ...answer.items];
      this.#next = answer.nextCursor;
      this.#problem = null;
    } catch (failure) {
      if (mine.signal.aborted) return;
      this.#problem = /** @type {Error} */ (failure);
    }
    this.draw();
  }

  /** @param {string} id of the entry that is shown */
  view(id) {
    if (id !== this.#id || (!this.#items.length && !this.#problem)) return nothing;
    return html`<section class="data-changes">
      <h3>${t('page.data-changes')}</h3>
      ${this.mayUndo && this.#items.length
        ? html`<p><button type="button" class="undo" @click=${() => undo(id)}>${t('undo.open')}</button></p>`
        : nothing}
      ${this.#items.map(
        (change) =>
          html`<h4>${word('dataAction', change.action)} ${rowLink(change)}</h4>
            ${columnsOf(change)}`,
      )}
      ${this.#problem ? html`<p class="error" role="alert">${explain(this.#problem)}</p>` : nothing}
      ${this.#next
        ? html`<p><button type="button" @click=${() => this.#read()}>${t('resource.more')}</button></p>`
        : nothing}
    </section>`;
  }
}
