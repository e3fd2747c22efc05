// Which columns of a table a person wants to see, remembered by this browser.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { ColumnWidths } from './column-widths.js';
import { t } from './i18n.js';
import { choose, settings } from './settings.js';

/**
 * A column. A column that opens a row is always shown; an extra column only on request. A column with a
 * filter has the value that the filter compares, if it is not the key of the item, and its text. A column with an
 * order sorts the list. The column that grows takes the rest of the width.
 * @typedef {{
 *   key: string, label: () => string, class?: string, opens?: boolean, extra?: boolean, cell: (item: any) => unknown,
 *   filter?: string, value?: (item: any) => string | undefined, text?: (value: string) => string,
 *   order?: () => import('./ordering.js').Order, grows?: boolean
 * }} Column
 */

/**
 * What a cell filters by.
 * @param {Column} column
 * @param {any} item
 * @returns {import('./cells.js').CellFilter | null}
 */
function filterOf({ key, filter, value: of, text, label }, item) {
  const value = filter ? (of ? of(item) : item[key]) : null;
  return value ? { name: /** @type {string} */ (filter), value, label: label(), text: text?.(value) ?? value } : null;
}

export class Columns {
  /** @param {string} page @param {Column[]} all @param {() => void} draw */
  constructor(page, all, draw) {
    this.page = page;
    this.all = all;
    this.draw = draw;
    this.widths = new ColumnWidths(page, draw);
  }

  /** The columns that are seen, for the head of a table. */
  get seen() {
    const heads = this.#seen().map(({ key, label, class: name, order, grows }) => ({
      key,
      label: label(),
      class: name,
      order: order?.(),
      grows,
    }));
    return this.widths.head(heads);
  }

  #seen() {
    return this.all.filter((column) => this.#isSeen(column));
  }

  /** @param {Column} column */
  #isSeen(column) {
    return column.opens || (settings().columns[this.page]?.includes(column.key) ?? !column.extra);
  }

  /** @param {any} item */
  cells(item) {
    return this.#seen().map((column) => this.#cell(column, item));
  }

  /** @param {Column} column @param {any} item */
  #cell(column, item) {
    const content = column.cell(item);
    const isEmpty = content === '' || content === nothing;
    return html`<td
      class=${[column.class, isEmpty && 'empty'].filter(Boolean).join(' ') || nothing}
      data-label=${column.extra ? column.label() : nothing}
      .cellFilter=${filterOf(column, item)}
    >
      ${content}
    </td>`;
  }

  chooser() {
    const toggle = (/** @type {Column} */ column) => {
      const seen = this.all.filter((each) => (each === column) !== this.#isSeen(each));
      choose({ columns: { ...settings().columns, [this.page]: seen.map((each) => each.key) } });
      this.draw();
    };
    return html`<details class="menu">
      <summary class="button">${t('columns')}</summary>
      <fieldset class="choices">
        <legend class="visually-hidden">${t('columns')}</legend>
        ${this.all
          .filter((column) => !column.opens)
          .map(
            (column) =>
              html`<label class="check"
                ><input type="checkbox" .checked=${this.#isSeen(column)} @change=${() => toggle(column)} />
                ${column.label()}</label
              >`,
          )}
        ${this.widths.resetButton()}
      </fieldset>
    </details>`;
  }
}
