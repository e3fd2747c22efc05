// <opsmon-my-sessions></opsmon-my-sessions>
// The sessions and sign-ins of the user, on the account page of the application.

import { plain } from './plain.js';
import { Refusal, Widget, make, sheet } from './widgets/widget.js';

const PAGE = 10;

const LOOK = sheet(`
  h2, h3, h4 { font-size: 1.15em; margin: 1.2em 0 0.4em; }
  ul { list-style: none; margin: 0; padding: 0; }
  li {
    display: flex; flex-wrap: wrap; align-items: center; gap: var(--_space) 1em;
    padding: var(--_space) 0; border-block-end: 1px solid var(--_line);
  }
  li > div { flex: 1 1 16em; min-inline-size: 0; overflow-wrap: anywhere; }
  .name { font-weight: 600; }
  .tag { border: 1px solid currentColor; border-radius: 1em; padding: 0 0.6em; margin-inline-start: 0.6em; }
  .tag { font-size: 0.85em; font-weight: 400; }
  .all { margin: 0.8em 0; }
`);

/** @typedef {{browser?: string, system?: string, name?: string}} Device */
/** @typedef {{ip?: string, device?: Device, location?: {country: string, region?: string, city?: string}}} Client */
/** @typedef {{ref: string, client?: Client, since: string, idleMillis: number, current: boolean}} Session */
/** @typedef {{occurredAt: string, outcome: string, client?: Client, risks: string[], attempts: number}} Login */

/** Names that addresses of no country have. */
const PLACES = ['loopback', 'private', 'link-local'];

const SHOWN_RISKS = ['NEW_DEVICE', 'NEW_LOCATION'];

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

class MySessionsElement extends Widget {
  static observedAttributes = ['page-size', 'heading-level', 'lang', 'time-zone'];

  /** @type {string | null} */ #next = null;
  #body = make('div', {});
  #status = make('p', { role: 'status', part: 'status' });

  constructor() {
    super(LOOK);
    this.root.append(this.#status, this.#body);
  }

  async refresh() {
    const signal = this.begin();
    this.#say(this.text('loading'));
    try {
      // Either part may be switched off in the application.
      const [sessions, logins] = await Promise.all([
        this.#optional('me/sessions', {}, signal),
        this.#optional('me/logins', { limit: this.#limit() }, signal),
      ]);
      const parts = [...(sessions ? this.#sessions(sessions.items) : []), ...(logins ? this.#logins(logins) : [])];
      this.#body.replaceChildren(...parts);
      this.#say(sessions || logins ? '' : this.text('off'));
    } catch (failure) {
      if (!signal.aborted) this.#fail(failure);
    }
  }

  #limit() {
    const size = Number(this.getAttribute('page-size'));
    return String(Number.isInteger(size) && size > 0 && size <= 500 ? size : PAGE);
  }

  /** @param {string} path @param {Record<string, string>} parameters @param {AbortSignal} signal */
  async #optional(path, parameters, signal) {
    try {
      return await this.call(path, parameters, { signal });
    } catch (failure) {
      if (failure instanceof Refusal && failure.status === 404) return null;
      throw failure;
    }
  }

  /** @param {string} text @param {boolean} [isFailure] */
  #say(text, isFailure = false) {
    this.#status.textContent = text;
    this.#status.className = isFailure ? 'error' : 'muted';
  }

  /** @param {unknown} failure */
  #fail(failure) {
    const isTooOften = failure instanceof Refusal && failure.status === 429;
    this.#say(isTooOften ? this.text('my.tooOften') : this.explain(failure, 'my.forbidden'), true);
    if (!this.#body.hasChildNodes()) {
      this.#body.replaceChildren(
        this.#button(this.text('tryAgain'), () => {
          this.#body.replaceChildren();
          this.refresh();
        }),
      );
    }
  }

  /** @param {string} text @param {() => void} pressed @param {string} [name] for screen readers */
  #button(text, pressed, name) {
    return make('button', { type: 'button', part: 'button', 'aria-label': name ?? null, click: pressed }, text);
  }

  /** @param {string} text */
  #heading(text) {
    const level = this.getAttribute('heading-level') ?? '2';
    return make(['2', '3', '4'].includes(level) ? `h${level}` : 'h2', { part: 'heading', tabindex: '-1' }, text);
  }

  /** @param {Session[]} items */
  #sessions(items) {
    const others = items.filter((session) => !session.current);
    const sorted = [...items.filter((session) => session.current), ...others];
    return [
      this.#heading(this.text('my.sessions')),
      items.length
        ? make('ul', { role: 'list' }, ...sorted.map((session) => this.#session(session)))
        : make('p', { class: 'muted' }, this.text('my.noSessions')),
      ...(others.length > 1
        ? [
            make(
              'p',
              { class: 'all' },
              this.#button(this.text('my.endOthers'), () => this.#end('me/sessions')),
            ),
          ]
        : []),
    ];
  }

  /** @param {Session} session */
  #session(session) {
    const device = this.#device(session.client);
    const name = make('div', { class: 'name' }, device);
    if (session.current) name.append(make('span', { class: 'tag' }, this.text('my.current')));
    const facts = [...this.#origin(session.client), this.#active(session.idleMillis)];
    const since = make('div', { class: 'muted' }, `${this.text('my.since')} `, this.time(session.since));
    const row = make('li', {}, make('div', {}, name, make('div', { class: 'muted' }, facts.join(' · ')), since));
    if (!session.current) {
      const path = `me/sessions/${encodeURIComponent(session.ref)}`;
      row.append(this.#button(this.text('my.end'), () => this.#end(path), this.text('my.endOf', { device })));
    }
    return row;
  }

  /** @param {number} idle in milliseconds */
  #active(idle) {
    const [unit, size] = UNITS.find(([, each]) => idle >= each) ?? ['minute', 60_000];
    const format = new Intl.RelativeTimeFormat(this.language, { numeric: 'auto' });
    return idle < 60_000
      ? this.text('my.activeNow')
      : this.text('my.active', { ago: format.format(-Math.floor(idle / size), unit) });
  }

  /** @param {Client | undefined} client */
  #device(client) {
    const { browser, system, name } = client?.device ?? {};
    return plain([browser ?? name, system].filter(Boolean).join(', ')) || this.text('my.unknownDevice');
  }

  /** @param {Client | undefined} client */
  #origin(client) {
    const { city, region, country } = client?.location ?? {};
    const place = [city ?? region, country].filter(Boolean).join(', ');
    return [PLACES.includes(place) ? this.text(`my.place.${place}`) : place, client?.ip].filter(Boolean).map(plain);
  }

  /** @param {string} path what is ended */
  async #end(path) {
    this.#say(this.text('loading'));
    try {
      const { csrf } = await this.call('me', {});
      const headers = csrf ? { [csrf.header]: csrf.token } : {};
      const { kicked } = await this.call(path, {}, { method: 'DELETE', headers });
      await this.refresh();
      this.#say(this.text('my.ended', { n: kicked }));
    } catch (failure) {
      // Another page, or the session itself, may have ended it meanwhile.
      if (failure instanceof Refusal && failure.status === 404) await this.refresh();
      else this.#fail(failure);
    }
    // The button is gone.
    /** @type {HTMLElement | null} */ (this.#body.querySelector('[part=heading]'))?.focus();
  }

  /** @param {{items: Login[], nextCursor: string | null}} page */
  #logins(page) {
    const list = make('ul', { role: 'list' });
    const more = this.#button(this.text('history.more'), () => this.#more(list, more));
    this.#next = page.nextCursor;
    list.append(...page.items.map((login) => this.#login(login)));
    more.hidden = !this.#next;
    return [
      this.#heading(this.text('my.logins')),
      page.items.length ? list : make('p', { class: 'muted' }, this.text('my.noLogins')),
      make('p', {}, more),
    ];
  }

  /** @param {HTMLElement} list @param {HTMLElement} button */
  async #more(list, button) {
    if (!this.#next || button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    try {
      const page = await this.call('me/logins', { limit: this.#limit(), cursor: this.#next });
      const rows = page.items.map((/** @type {Login} */ login) => this.#login(login));
      const isFocused = this.root.activeElement === button;
      this.#next = page.nextCursor;
      list.append(...rows);
      button.hidden = !this.#next;
      this.#say('');
      if (isFocused && !this.#next) rows[0]?.focus();
    } catch (failure) {
      this.#fail(failure);
    }
    button.setAttribute('aria-disabled', 'false');
  }

  /** @param {Login} login */
  #login(login) {
    const isGood = login.outcome === 'SUCCESS';
    const key = isGood ? 'my.success' : login.attempts > 1 ? 'my.failures' : 'my.failure';
    const result = this.text(key, { n: login.attempts });
    const name = make('div', {}, make('span', { class: isGood ? 'name' : 'name error' }, result));
    for (const risk of login.risks.filter((each) => SHOWN_RISKS.includes(each))) {
      name.append(make('span', { class: 'tag' }, this.text(`my.risk.${risk}`)));
    }
    const facts = [this.#device(login.client), ...this.#origin(login.client)].join(' · ');
    return make(
      'li',
      { tabindex: '-1' },
      make('div', {}, name, make('div', { class: 'muted' }, facts)),
      make('span', { class: 'muted' }, this.time(login.occurredAt)),
    );
  }
}

if (!customElements.get('opsmon-my-sessions')) customElements.define('opsmon-my-sessions', MySessionsElement);
