// <opsmon-history resource-type="order" resource-id="O-1001"></opsmon-history>
// The changes of one resource, on a page of the application: field, old and new value, user and time.

import { plain } from './plain.js';
import { Widget, make, sheet } from './widgets/widget.js';

const PAGE = 20;

const LOOK = sheet(`
  table { inline-size: 100%; border-collapse: collapse; background: var(--opsmon-background, transparent); }
  th, td { text-align: start; vertical-align: top; padding: var(--_space); border-block-end: 1px solid var(--_line); }
  td { overflow-wrap: anywhere; }
  thead th { font-weight: 600; color: var(--_muted); white-space: nowrap; }
  tbody th { font-weight: 600; }
  .old { color: var(--opsmon-old, var(--_muted)); text-decoration: line-through; }
  .new { color: var(--opsmon-new, inherit); text-decoration: none; }
  .who, .when { color: var(--_muted); white-space: nowrap; }
  @container (max-width: 34em) {
    table, tbody, tbody tr, tbody th, .whole { display: block; }
    thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    tbody tr { padding: var(--_space) 0; border-block-end: 1px solid var(--_line); }
    tbody th, td { border: 0; padding: 0; }
    .before, .after, .who, .when { display: inline; }
    .before:empty { display: none; }
    .after .new::before { content: '→'; color: var(--_muted); margin-inline: 0.3em; }
    .after::after { content: '\\A'; white-space: pre; }
    .who::after { content: ' · '; }
  }
`);

/** @typedef {{label: string, type: string, old?: string, new?: string}} Change */
/** @typedef {{occurredAt: string, operator?: string, description?: string, changes: Change[]}} Item */

class HistoryElement extends Widget {
  static observedAttributes = ['resource-type', 'resource-id', 'page-size', 'label', 'lang', 'time-zone'];

  /** @type {string | null} */ #next = null;
  #shown = 0;
  #rows = make('tbody', { role: 'rowgroup' });
  #table = make('table', {});
  #status = make('p', { role: 'status', part: 'status' });
  #button = make('button', { type: 'button', part: 'button', click: () => this.#pressed() });

  constructor() {
    super(LOOK);
    this.root.append(this.#table, this.#status, this.#button);
  }

  /** Reads the newest changes anew. */
  async refresh() {
    this.#next = null;
    this.#shown = 0;
    this.#rows.replaceChildren();
    this.#table.replaceChildren(this.#head(), this.#rows);
    // Explicit roles: the table stays one for screen readers where it is shown as a list.
    this.#table.setAttribute('role', 'table');
    this.#table.setAttribute('part', 'table');
    this.#table.setAttribute('aria-label', this.getAttribute('label') || this.text('history'));
    await this.#read();
  }

  #head() {
    const names = ['field', 'old', 'new', 'user', 'time'];
    return make(
      'thead',
      { role: 'rowgroup' },
      make(
        'tr',
        { role: 'row' },
        ...names.map((name) => make('th', { scope: 'col', role: 'columnheader' }, this.text(`history.${name}`))),
      ),
    );
  }

  #pressed() {
    if (this.#button.getAttribute('aria-disabled') !== 'true') this.#read();
  }

  async #read() {
    const type = this.getAttribute('resource-type');
    const id = this.getAttribute('resource-id');
    if (!type || !id) return this.#say('', false);
    const signal = this.begin();
    this.#say(this.text('loading'), false);
    this.#table.hidden = this.#shown === 0;
    const size = Number(this.getAttribute('page-size'));
    const limit = Number.isInteger(size) && size > 0 && size <= 500 ? size : PAGE;
    const parameters = { resourceType: type, resourceId: id, limit: String(limit), cursor: this.#next ?? '' };
    try {
      this.#show(await this.call('history', parameters, { signal }));
    } catch (failure) {
      if (!signal.aborted) this.#say(this.explain(failure, 'history.forbidden'), true);
    }
  }

  /** @param {{items: Item[], nextCursor: string | null}} page */
  #show(page) {
    const rows = page.items.flatMap((item) => this.#lines(item));
    const isFocused = this.root.activeElement === this.#button;
    const isFirst = this.#shown === 0;
    this.#next = page.nextCursor;
    this.#shown += rows.length;
    this.#rows.append(...rows);
    this.#table.hidden = this.#shown === 0;
    this.#say(this.#shown ? this.text('history.shown', { n: this.#shown }) : this.text('history.none'), false);
    // The first page needs no announcement, and the number helps no reader.
    this.#status.className = this.#shown ? 'hint' : 'muted';
    if (isFirst && this.#shown) this.#status.textContent = '';
    if (isFocused && !this.#next) rows[0]?.focus();
  }

  /** @param {string} text @param {boolean} isFailure */
  #say(text, isFailure) {
    this.#status.textContent = text;
    this.#status.className = isFailure ? 'error' : 'muted';
    const isLoading = text === this.text('loading');
    this.#button.textContent = this.text(isFailure ? 'tryAgain' : 'history.more');
    this.#button.setAttribute('aria-disabled', String(isLoading));
    this.#button.hidden = !(isFailure || this.#next);
  }

  /** A line for each change. @param {Item} item */
  #lines(item) {
    const end = () => [
      make('td', { role: 'cell', class: 'who' }, plain(item.operator ?? '—')),
      make('td', { role: 'cell', class: 'when' }, this.time(item.occurredAt)),
    ];
    const row = (/** @type {Node[]} */ ...cells) => make('tr', { role: 'row', tabindex: '-1' }, ...cells, ...end());
    if (!item.changes.length) {
      const whole = { role: 'cell', class: 'whole', colspan: '3', 'aria-colspan': '3' };
      return [row(make('td', whole, plain(item.description)))];
    }
    return item.changes.map((change) =>
      row(
        make('th', { role: 'rowheader', scope: 'row' }, plain(change.label)),
        make(
          'td',
          { role: 'cell', class: 'before' },
          ...(change.old === undefined ? [] : [make('del', { class: 'old' }, plain(change.old))]),
        ),
        make(
          'td',
          { role: 'cell', class: 'after' },
          ...(change.new === undefined ? [] : [make('ins', { class: 'new' }, plain(change.new))]),
        ),
      ),
    );
  }
}

if (!customElements.get('opsmon-history')) customElements.define('opsmon-history', HistoryElement);
