// Changed rows of the database, also of one row, with old and new values.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { get } from '../api.js';
import { table, time } from '../components.js';
import { author, columnsOf, rowLink } from '../data-changes.js';
import { filterBar } from '../filters.js';
import { plain } from '../format.js';
import { t, word } from '../i18n.js';
import { Listing } from '../listing.js';
import { LogMaintenance, exportLinks } from '../log.js';
import { changed, link, place } from '../router.js';

const ACTIONS = ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'GAP'];
const FILTERS = [
  'from',
  'to',
  'table',
  'key',
  'action',
  'column',
  'oldValue',
  'newValue',
  'operator',
  'operation',
  'outside',
];

let draw = () => {};
let context = /** @type {import('../app.js').Context | null} */ (null);
const list = new Listing('data-changes', FILTERS, () => draw());
const maintenance = new LogMaintenance(list, 'opsmon:data-change');
/** The recorded tables, and the problems of others. @type {{items: any[], problems: any[]} | null} */
let tables = null;

function readTables() {
  get('data-changes/tables').then(
    (answer) => {
      tables = answer;
      draw();
    },
    () => {},
  );
}

/** The row whose changes alone are listed; empty if there are several. */
function oneRow() {
  const { parameters } = place();
  const [of, key] = [parameters.get('table'), parameters.get('key')];
  return of && key ? plain(`${of} ${key}`) : '';
}

const filters = () => ({
  basic: /** @type {import('../filters.js').Filter[]} */ ([
    {
      name: 'table',
      label: t('dataChanges.table'),
      isSingle: true,
      options: tableNames().map((name) => [name, plain(name)]),
    },
    { name: 'key', label: t('dataChanges.key'), isSingle: true },
    { name: 'column', label: t('dataChanges.column'), isSingle: true },
    { name: 'newValue', label: t('changes.after'), isSingle: true },
    { name: 'operator', label: t('operator'), isSingle: true },
  ]),
  more: /** @type {import('../filters.js').Filter[]} */ ([
    { name: 'oldValue', label: t('changes.before'), isSingle: true },
    {
      name: 'action',
      label: t('action'),
      isSingle: true,
      options: ACTIONS.map((each) => [each, word('dataAction', each)]),
    },
    {
      name: 'outside',
      label: t('dataChanges.origin'),
      isSingle: true,
      options: [
        ['true', t('dataChanges.outside')],
        ['false', t('dataChanges.inside')],
      ],
    },
    { name: 'operation', label: t('dataChanges.operation'), isSingle: true },
  ]),
});

/** The recorded tables, and the one that the address names. @returns {string[]} */
function tableNames() {
  const named = place().parameters.get('table');
  const known = (tables?.items ?? []).map((each) => each.table);
  return named && !known.includes(named) ? [...known, named] : known;
}

function problems() {
  if (!tables?.problems.length) return nothing;
  return html`<div class="panel warn" role="status">
    <p>${t('dataChanges.problems')}</p>
    <ul>
      ${tables.problems.map(
        ({ table: of, message, statements }) =>
          html`<li>
            ${plain(of)}: ${plain(message)}
            ${statements.length
              ? html`<details>
                  <summary>${t('dataChanges.statements')}</summary>
                  <pre tabindex="0">${plain(statements.join(';\n'))};</pre>
                </details>`
              : nothing}
          </li>`,
      )}
    </ul>
  </div>`;
}

/** @param {any} change */
const row = (change) =>
  html`<tr data-id=${change.id}>
    <td class="time">${time(change.changedAt)}</td>
    <td>${rowLink(change)}</td>
    <td class="action">${word('dataAction', change.action)}</td>
    <td class="what">${columnsOf(change)}</td>
    <td class="who">${author(change)}</td>
    <td>
      ${change.operationId
        ? html`<a class="operation" href=${link('operation-logs', { id: change.operationId })}>${t('operation')}</a>`
        : nothing}
    </td>
  </tr>`;

/** @type {import('../app.js').PageContent} */
export default {
  show(shown) {
    context = shown;
    draw = shown.draw;
    list.follow();
    maintenance.follow();
    if (!tables) readTables();
  },
  leave() {
    list.leave();
    maintenance.leave();
    tables = null;
  },
  part: oneRow,
  view(context) {
    const name = oneRow();
    return html`<div class="heading">
        <h1>${name ? t('view.timeline', { what: name }) : t('page.data-changes')}</h1>
        <div class="tools">
          ${context?.may('opsmon:data-change:export') ? exportLinks(list, context.me.exportFormats) : nothing}
          ${name ? html`<a class="button" href=${changed({ key: null })}>${t('dataChanges.allRows')}</a>` : nothing}
          ${maintenance.buttons(context)}
          <button type="button" @click=${() => list.load()} ?disabled=${list.isLoading}>${t('refresh')}</button>
        </div>
      </div>
      ${problems()} ${maintenance.view(context)} ${filterBar({ label: t('page.data-changes'), ...filters(), list })}
      ${list.view(
        () =>
          table({
            caption: t('page.data-changes'),
            busy: list.isLoading,
            rows: list.rows(row),
            columns: [
              { label: t('time') },
              { label: t('dataChanges.row') },
              { label: t('action') },
              { label: t('changes') },
              { label: t('operator') },
              { label: t('operation') },
            ],
          }),
        t('dataChanges.none'),
      )}`;
  },
};
