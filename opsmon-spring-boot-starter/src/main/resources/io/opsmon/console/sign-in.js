// How a visitor becomes a user: by a session of the host, by a one-time ticket in the address, or by a token that the
// front end of the host keeps at the same origin.

import { Problem, get, send } from './api.js';
import { link, place } from './router.js';

/**
 * The settings of the page, which are public.
 * @typedef {{loginUrl?: string, token?: {cookie?: string, storageKey?: string, header: string, prefix: string}}}
 *   Settings
 */

/** There is no user. The page says what to do next. */
export class SignInRequired extends Error {
  /** @param {string | undefined} loginUrl @param {string | undefined} code why a ticket was refused */
  constructor(loginUrl, code) {
    super('Not signed in');
    this.loginUrl = loginUrl;
    this.code = code;
  }
}

/** Where this browser remembers which token began the session. */
const MARK = 'opsmon.token';

/** @param {(storage: Storage) => string | null | void} use @param {Storage} storage */
function stored(use, storage = sessionStorage) {
  try {
    return use(storage) ?? null;
  } catch {
    return null; // Storage is not allowed.
  }
}

/** A short mark of a token, which does not reveal it (FNV-1a). @param {string} token */
function markOf(token) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < token.length; i += 1) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}

/** @param {string} name */
function cookie(name) {
  const found = document.cookie.split('; ').find((each) => each.startsWith(`${name}=`));
  if (!found) return '';
  const value = found.slice(name.length + 1);
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A stored text may be JSON. @param {string} text */
function unquoted(text) {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** The token that the front end of the host keeps; empty without one. @param {Settings} settings */
function token({ token: place }) {
  if (!place) return '';
  const key = place.storageKey;
  const kept =
    (place.cookie && cookie(place.cookie)) ||
    (key && (stored((storage) => storage.getItem(key), localStorage) || stored((storage) => storage.getItem(key)))) ||
    '';
  return unquoted(kept.trim());
}

/** Takes the ticket out of the address, so that it is neither copied nor kept in the history. */
function takeTicket() {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const ticket = location.hash.startsWith('#ticket=') ? parameters.get('ticket') : null;
  if (ticket)
    history.replaceState(
      null,
      '',
      parameters.get('page') ? link(parameters.get('page') ?? '') : location.pathname + location.search,
    );
  return ticket;
}

/** Whether the address has a ticket that is not redeemed yet. */
export const hasTicket = () => location.hash.startsWith('#ticket=');

/** @param {string} ticket */
const redeem = (ticket) => send('POST', 'console-session', { body: { ticket } });

/** Begins a session with a token. @param {string} value @param {NonNullable<Settings['token']>} place */
async function exchange(value, place) {
  const isPrefixed = !place.prefix || value.toLowerCase().startsWith(`${place.prefix.toLowerCase()} `);
  const { ticket } = await send('POST', 'console-tickets', {
    headers: { [place.header]: isPrefixed ? value : `${place.prefix} ${value}` },
  });
  await redeem(ticket);
  stored((storage) => storage.setItem(MARK, markOf(value)), localStorage);
}

/** Ends the session of the console. */
export async function signOut() {
  stored((storage) => storage.removeItem(MARK), localStorage);
  await send('DELETE', 'console-session');
}

/** @returns {Promise<Settings>} */
async function read() {
  const response = await fetch('./console.json', { credentials: 'same-origin' });
  return response.ok && (response.headers.get('Content-Type') ?? '').includes('json') ? response.json() : {};
}

/** The user; null if there is none. */
async function me() {
  try {
    const known = await get('me');
    // Some hosts answer 200 to a request that they refuse.
    return Array.isArray(known.permissions) ? known : null;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) return null;
    throw problem;
  }
}

/**
 * Goes to the sign-in page of the host, if the host sends visitors there by itself.
 * @returns {Promise<boolean>} whether the page is left
 */
async function leaveForHost() {
  let response;
  try {
    response = await fetch('./sign-in?probe', {
      headers: { Accept: 'text/html' },
      credentials: 'same-origin',
      redirect: 'manual',
    });
  } catch {
    return false;
  }
  const asks =
    response.type === 'opaqueredirect' ||
    /^(basic|digest|negotiate)\b/i.test(response.headers.get('WWW-Authenticate') ?? '');
  if (!asks) return false;
  const { page } = place();
  location.replace(`./sign-in${page ? `?${new URLSearchParams({ to: page + location.search })}` : ''}`);
  return true;
}

/** Reads the page again when the front end has another token, or none. @param {Settings} settings */
function followToken(settings) {
  if (!settings.token) return;
  const mark = stored((storage) => storage.getItem(MARK), localStorage);
  if (!mark) return;
  document.addEventListener('visibilitychange', () => {
    const now = token(settings);
    if (!document.hidden && (now ? markOf(now) : '') !== mark) location.reload();
  });
}

/** A session by the token of the front end. @param {Settings} settings */
async function byToken(settings) {
  const value = token(settings);
  const mark = stored((storage) => storage.getItem(MARK), localStorage);
  if (!value) {
    if (mark) await signOut();
    return null;
  }
  if (mark === markOf(value)) {
    const known = await me();
    if (known) return known;
  }
  try {
    await exchange(value, /** @type {NonNullable<Settings['token']>} */ (settings.token));
  } catch (problem) {
    if (problem instanceof Problem && problem.status !== 0 && problem.status < 500) return null;
    throw problem;
  }
  return me();
}

/**
 * The user of the console.
 * @returns {Promise<any>} the answer of GET /me; never, if the page is left for the sign-in page of the host
 * @throws {SignInRequired | Problem}
 */
export async function enter() {
  const ticket = takeTicket();
  let code;
  if (ticket) {
    try {
      await redeem(ticket);
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.code) throw problem;
      code = problem.code;
    }
  }
  if (code) throw new SignInRequired(undefined, code);
  const settings = await read();
  const known = (!ticket && settings.token ? await byToken(settings) : null) ?? (await me());
  if (known) {
    followToken(settings);
    return known;
  }
  if (!settings.loginUrl && (await leaveForHost())) return new Promise(() => {});
  throw new SignInRequired(settings.loginUrl, undefined);
}
