// Orders of lists by their columns.

import { language } from './i18n.js';
import { go, place } from './router.js';

/**
 * The order by a column: its direction, if the list has it, and what changes it.
 * @typedef {{direction: 'ascending' | 'descending' | null, toggle?: () => void}} Order
 */

/** The order of a log by time, which has an index. @returns {Order} */
export function timeOrder() {
  const isOldest = place().parameters.get('sort') === 'OLDEST';
  return { direction: isOldest ? 'ascending' : 'descending', toggle: () => go({ sort: isOldest ? null : 'OLDEST' }) };
}

/**
 * A value to compare. Items without one are last.
 * @typedef {(item: any) => string | number | undefined} Value
 */

/** @param {string | number | undefined} value */
const isMissing = (value) => value === undefined || value === '';

/**
 * Orders a list that is complete on one page. The order of a longer list is that of the API. The address has the
 * column: order=size, or order=-size for the largest first.
 */
export class LocalOrder {
  /** @param {import('./listing.js').Listing} list @param {Record<string, Value>} values by the key of the column */
  constructor(list, values) {
    this.list = list;
    this.values = values;
  }

  get #isComplete() {
    return !this.list.cursor && !this.list.nextCursor;
  }

  /** @returns {{key: string, isDescending: boolean} | null} */
  get #chosen() {
    const order = place().parameters.get('order') ?? '';
    const isDescending = order.startsWith('-');
    const key = isDescending ? order.slice(1) : order;
    return this.#isComplete && Object.hasOwn(this.values, key) ? { key, isDescending } : null;
  }

  /**
   * @param {string} key of a column @param {Order} [usual] the order of the API by this column
   * @returns {Order | undefined} undefined if the list cannot be ordered by the column now
   */
  of(key, usual) {
    const chosen = this.#chosen;
    if (!this.#isComplete) return usual;
    const mine = chosen?.key === key ? (chosen.isDescending ? 'descending' : 'ascending') : null;
    const direction = chosen ? mine : (usual?.direction ?? null);
    return { direction, toggle: () => go({ order: direction === 'ascending' ? `-${key}` : key }) };
  }

  /** @param {any[]} items */
  sorted(items) {
    const chosen = this.#chosen;
    if (!chosen) return items;
    const { compare } = new Intl.Collator(language(), { numeric: true, sensitivity: 'base' });
    const value = this.values[chosen.key];
    const sign = chosen.isDescending ? -1 : 1;
    return [...items].sort((a, b) => {
      const [one, other] = [value(a), value(b)];
      if (isMissing(one) || isMissing(other)) return Number(isMissing(one)) - Number(isMissing(other));
      const isNumber = typeof one === 'number' && typeof other === 'number';
      return sign * (isNumber ? one - other : compare(String(one), String(other)));
    });
  }
}
