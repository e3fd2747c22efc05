// The numbers in the menu. They are read when a page is shown, and again while the tab is visible and in use:
// a tab that is left open must not keep the session alive.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { get } from './api.js';
import { count } from './format.js';
import { t } from './i18n.js';

const AGAIN_MILLIS = 20_000;
/** A page that is shown sooner after another needs no new numbers. */
const SOON_MILLIS = 3_000;
/** Without a movement or a key for this time, the tab counts as left. */
const LEFT_MILLIS = 300_000;

/**
 * The number of each page; a number of what is wrong is marked.
 * @type {Record<string, {name: string, isBad: boolean}>}
 */
const OF_PAGE = {
  'operation-logs': { name: 'failures', isBad: true },
  'login-logs': { name: 'locks', isBad: true },
  'online-users': { name: 'sessions', isBad: false },
  backups: { name: 'backups', isBad: false },
};

/** @type {Record<string, {value: number, relation: string}>} */
let counters = {};
let readAt = -SOON_MILLIS;
let usedAt = 0;
let draw = () => {};

/** Reads the numbers, unless they are new. Without an answer there are none: an old number would mislead. */
export async function readCounters() {
  if (!navigator.onLine || performance.now() - readAt < SOON_MILLIS) return;
  readAt = performance.now();
  try {
    counters = await get('counters');
  } catch {
    counters = {};
  }
  draw();
}

/** @param {() => void} redraw */
export function followCounters(redraw) {
  draw = redraw;
  usedAt = performance.now();
  const isLeft = () => performance.now() - usedAt > LEFT_MILLIS;
  const used = () => {
    const isBack = isLeft();
    usedAt = performance.now();
    if (isBack) readCounters();
  };
  for (const event of ['pointermove', 'pointerdown', 'keydown', 'scroll']) {
    addEventListener(event, used, { passive: true, capture: true });
  }
  setInterval(() => {
    if (!document.hidden && !isLeft()) readCounters();
  }, AGAIN_MILLIS);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) readCounters();
  });
  readCounters();
}

/** The number of a page; nothing if it is 0 or unknown. @param {string} page */
export function counterOf(page) {
  const { name, isBad } = OF_PAGE[page] ?? {};
  const total = name ? counters[name] : undefined;
  if (!total?.value) return nothing;
  const words = t(`counter.${name}`, { n: count(total) });
  return html` <span class="counter ${isBad ? 'bad' : ''}" title=${words}>
    <span aria-hidden="true">${count(total)}</span><span class="visually-hidden">(${words})</span></span
  >`;
}
