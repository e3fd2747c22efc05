// Language, look and requests of the elements for pages of an application.
// No HTML is parsed and no style attribute is set, so that the strictest security policy of a page holds.

import en from './en.js';
import zhCn from './zh-cn.js';

const WORDS = /** @type {Record<string, Record<string, string>>} */ ({ en, 'zh-CN': zhCn });

/** Below the folder of the script, so that any context path and any prefix of a proxy works. */
const API = new URL('../api/v1/', import.meta.url);

/** Values of custom properties that the page may set; the colours follow those of its text. */
const LOOK = `
  :host {
    display: block;
    container-type: inline-size;
    color: var(--opsmon-text, inherit);
    font: var(--opsmon-font, inherit);
    --_muted: var(--opsmon-muted, color-mix(in srgb, currentColor 72%, transparent));
    --_line: var(--opsmon-line, color-mix(in srgb, currentColor 20%, transparent));
    --_accent: var(--opsmon-accent, light-dark(#0b57d0, #a8c7fa));
    --_error: var(--opsmon-error, light-dark(#b3261e, #f2b8b5));
    --_space: var(--opsmon-space, 0.5em);
  }
  :host([hidden]) { display: none; }
  p { margin: var(--_space) 0; }
  button {
    font: inherit;
    color: var(--_accent);
    background: transparent;
    border: 1px solid currentColor;
    border-radius: var(--opsmon-radius, 0.4em);
    padding: 0.25em 0.8em;
    min-block-size: 24px;
    cursor: pointer;
  }
  button:hover { background: color-mix(in srgb, currentColor 10%, transparent); }
  button[aria-disabled=true] { opacity: 0.6; cursor: default; }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
  [hidden] { display: none; }
  .error { color: var(--_error); }
  .muted { color: var(--_muted); }
  .hint { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
`;

/** @param {string} css */
export function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

const COMMON = sheet(LOOK);

/** An answer that is no success; the status is 0 without an answer. */
export class Refusal extends Error {
  /** @param {number} status @param {string} [detail] */
  constructor(status, detail) {
    super(detail ?? `HTTP ${status}`);
    this.status = status;
  }
}

/** @param {string} tag */
const known = (tag) => (/^zh\b/i.test(tag) ? 'zh-CN' : /^en\b/i.test(tag) ? 'en' : null);

/**
 * Makes an element.
 * @param {string} name
 * @param {Record<string, string | boolean | null | ((event: Event) => void)>} attributes functions are listeners
 * @param {(Node | string)[]} children
 */
export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/**
 * An element that shows data of the API. A page with tokens sets the property `request`, a function like `fetch`.
 * @abstract
 */
export class Widget extends HTMLElement {
  /** @type {AbortController | null} */ #running = null;
  #isPlanned = false;

  /** @param {CSSStyleSheet} look */
  constructor(look) {
    super();
    this.root = this.attachShadow({ mode: 'open' });
    this.root.adoptedStyleSheets = [COMMON, look];
  }

  connectedCallback() {
    this.#plan();
  }

  disconnectedCallback() {
    this.#running?.abort();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#plan();
  }

  /** Several attributes that change at once are one reading. */
  #plan() {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      if (this.isConnected) this.refresh();
    });
  }

  /** Reads everything anew; for pages that have changed something. */
  refresh() {
    throw new Error('Not implemented');
  }

  /** The signal of another reading; the one before ends. */
  begin() {
    this.#running?.abort();
    this.#running = new AbortController();
    return this.#running.signal;
  }

  /** That of the next element with one, otherwise of the browser. */
  get language() {
    let node = /** @type {Element | null} */ (this);
    while (node) {
      const tag = node.getAttribute('lang');
      if (tag) return known(tag) ?? 'en';
      const root = node.getRootNode();
      node = node.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    }
    return navigator.languages.map(known).find(Boolean) ?? 'en';
  }

  /** @param {string} key @param {Record<string, unknown>} [values] for the places {name} of the text */
  text(key, values = {}) {
    const text = WORDS[this.language][key] ?? en[/** @type {keyof typeof en} */ (key)];
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
  }

  /** @param {string} iso */
  time(iso) {
    const zone = this.getAttribute('time-zone') || undefined;
    const format = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
      new Intl.DateTimeFormat(this.language, { ...options, timeZone: zone }).format(new Date(iso));
    return make(
      'time',
      { datetime: iso, title: format({ dateStyle: 'full', timeStyle: 'long' }) },
      format({ dateStyle: 'medium', timeStyle: 'short' }),
    );
  }

  /**
   * Calls the API.
   * @param {string} path @param {Record<string, string>} parameters
   * @param {{method?: string, headers?: Record<string, string>, signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   * @throws {Refusal}
   */
  async call(path, parameters, { method = 'GET', headers = {}, signal } = {}) {
    const url = new URL(path, API);
    url.search = new URLSearchParams(parameters).toString();
    const send = /** @type {typeof fetch} */ (/** @type {any} */ (this).request ?? fetch.bind(window));
    let response;
    try {
      response = await send(url.href, {
        method,
        headers: {
          Accept: 'application/json',
          'Accept-Language': this.language,
          'X-Requested-With': 'XMLHttpRequest',
          ...headers,
        },
        credentials: 'same-origin',
        redirect: 'manual',
        signal,
      });
    } catch (failure) {
      if (signal?.aborted) throw failure;
      throw new Refusal(0);
    }
    // Applications send visitors to a sign-in, or answer with a page.
    const isOfTheHost = response.ok && !response.headers.has('Opsmon-Api');
    if (response.type === 'opaqueredirect' || isOfTheHost) throw new Refusal(401);
    if (response.status === 204) return {};
    const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
    const body = isJson ? await response.json() : {};
    if (!response.ok) throw new Refusal(response.status, body.detail);
    return body;
  }

  /** Why there is nothing to see. @param {unknown} failure @param {string} forbidden the key of the text for 403 */
  explain(failure, forbidden) {
    const status = failure instanceof Refusal ? failure.status : -1;
    if (status === 0) return this.text('noAnswer');
    if (status === 401) return this.text('signIn');
    if (status === 403) return this.text(forbidden);
    if (status === 404) return this.text('off');
    return this.text('failed');
  }
}
