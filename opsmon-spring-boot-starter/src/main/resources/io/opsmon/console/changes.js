// What an operation changed, with the differences marked.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { plain } from './format.js';
import { t } from './i18n.js';

/** @typedef {{path: string, label: string, type: string, old?: string, new?: string}} Change */

/**
 * The common words at both ends of two values, and the different words between them.
 * @param {string} before
 * @param {string} after
 */
export function difference(before, after) {
  const a = before.split(/(?<=[\s,;:/])/);
  const b = after.split(/(?<=[\s,;:/])/);
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return {
    head: a.slice(0, start).join(''),
    before: a.slice(start, a.length - end).join(''),
    after: b.slice(start, b.length - end).join(''),
    tail: a.slice(a.length - end).join(''),
  };
}

/** The cells of the old and the new value. @param {Change} change */
export function valueCells(change) {
  const { head, before, after, tail } =
    change.old === undefined || change.new === undefined
      ? { head: '', before: change.old, after: change.new, tail: '' }
      : difference(change.old, change.new);
  const marked = (/** @type {string | undefined} */ middle) =>
    (head || tail) && middle
      ? html`${plain(head)}<mark>${plain(middle)}</mark>${plain(tail)}`
      : plain(head + (middle ?? '') + tail);
  return html`<td class="before">${change.old === undefined ? nothing : html`<del>${marked(before)}</del>`}</td>
    <td class="after">${change.new === undefined ? nothing : html`<ins>${marked(after)}</ins>`}</td>`;
}

/** @param {Change[]} changes */
export const changeTable = (changes) =>
  html`<table class="changes">
    <thead>
      <tr>
        <th scope="col">${t('changes.what')}</th>
        <th scope="col">${t('changes.before')}</th>
        <th scope="col">${t('changes.after')}</th>
      </tr>
    </thead>
    <tbody>
      ${changes.map(
        (change) =>
          html`<tr>
            <th scope="row" title=${plain(change.path)}>${plain(change.label)}</th>
            ${valueCells(change)}
          </tr>`,
      )}
    </tbody>
  </table>`;
