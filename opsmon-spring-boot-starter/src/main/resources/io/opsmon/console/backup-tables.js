// One table of a backup: restored beside the existing table, or in place of its rows.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { send } from './api.js';
import { ago, fullTime, number, plain } from './format.js';
import { t } from './i18n.js';
import { ask } from './components.js';
import { isUnproven, unprovenField, unprovenWarnings } from './backup-trust.js';

/** @typedef {{schema: string, name: string, rows: number}} Table */
/** @typedef {{backup: any, proof: any, target: string, isIdle: boolean, refresh: () => unknown}} Source a backup */

/** The name of a table with its schema, as the API takes it. @param {Table} table */
export const tableName = ({ schema, name }) => (schema ? `${schema}.${name}` : name);

/** @param {Source} source @param {Table} table @param {Record<string, any>} body */
const restore = ({ backup, target }, table, body) =>
  send('POST', `backups/${encodeURIComponent(backup.id)}/table-restoration`, {
    body: { dataSource: target, table: tableName(table), ...body },
  });

/** Warnings of every restore of a table. @param {Source} source */
const warnings = ({ backup, proof }) =>
  html`${isUnproven(proof) ? unprovenWarnings(proof) : nothing}
    <li>${t(backup.status === 'VERIFIED' ? 'restore.verified' : 'restore.notVerified')}</li>`;

/** @param {Source} source */
const fields = ({ proof }) => (isUnproven(proof) ? [unprovenField(proof)] : []);

/** @param {Source} source @param {Table} table */
const beside = (source, table) =>
  ask({
    title: t('restoreTable.beside.title', { table: plain(tableName(table)) }),
    text: html`<ul class="warnings">
      ${warnings(source)}
      <li>${t('restoreTable.beside.content', { n: number(table.rows) })}</li>
      <li>${t('restoreTable.beside.keys')}</li>
    </ul>`,
    fields: [
      { name: 'newName', label: t('restoreTable.newName'), value: `${table.name}_restored`, required: true, most: 63 },
      ...fields(source),
    ],
    action: t('restore'),
    run: (answer) => restore(source, table, answer),
  });

/** @param {Source} source @param {Table} table */
const inPlace = (source, table) =>
  ask({
    title: t('restoreTable.inPlace.title', { table: plain(tableName(table)) }),
    text: html`<ul class="warnings">
        ${warnings(source)}
        <li>
          ${t('restoreTable.inPlace.lost', {
            when: fullTime(source.backup.requestedAt),
            ago: ago(new Date(source.backup.requestedAt)),
          })}
        </li>
        <li>${t('restoreTable.inPlace.checked')}</li>
      </ul>
      <p>${t('restore.confirm', { target: plain(tableName(table)) })}</p>`,
    fields: [{ name: 'confirmation', label: t('table'), must: tableName(table) }, ...fields(source)],
    action: t('restore'),
    dangerous: true,
    run: (answer) => restore(source, table, answer),
  });

/** The buttons of a table. @param {Source} source @param {Table} table */
export function tableActions(source, table) {
  const run = async (/** @type {typeof beside} */ dialog) => {
    if (await dialog(source, table)) await source.refresh();
  };
  return html`<button type="button" ?disabled=${!source.isIdle} @click=${() => run(beside)}>
      ${t('restoreTable.beside.open')}
    </button>
    <button type="button" ?disabled=${!source.isIdle} @click=${() => run(inPlace)}>
      ${t('restoreTable.inPlace.open')}
    </button>`;
}
