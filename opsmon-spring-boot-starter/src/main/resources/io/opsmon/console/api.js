// Calls to the REST API. Every address is relative to the page, so that any context path and proxy prefix works.

import { parse } from './exact-json.js';

/** The folder of the page; a worker has its address as its name. */
const BASE = globalThis.document ? './' : /** @type {any} */ (globalThis).name;

/** An answer that is no success, as problem details (RFC 9457). Status 0: the application does not answer. */
export class Problem extends Error {
  /** @param {number} status @param {{title?: string, detail?: string, field?: string, code?: string}} body */
  constructor(status, body) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.field = body.field;
    this.code = body.code;
  }
}

/** @typedef {{header: string, token: string}} Csrf */
/** @type {Csrf | undefined} */
let csrf;

/** The host's token against forged requests. @param {Csrf | undefined} token */
export function useCsrf(token) {
  csrf = token;
}

/** @param {string} path below the API @param {URLSearchParams | undefined} [parameters] */
export function address(path, parameters) {
  const query = parameters?.toString();
  return `${BASE}api/v1/${path}${query ? `?${query}` : ''}`;
}

/**
 * @param {string} path below the API
 * @param {URLSearchParams} [parameters]
 * @param {AbortSignal} [signal]
 * @param {string[]} [exact] members of the answer whose numbers keep their digits
 * @returns {Promise<any>}
 * @throws {Problem}
 */
export function get(path, parameters, signal, exact) {
  return call('GET', path, { parameters, signal, exact });
}

/**
 * Changes something.
 * @param {'POST' | 'PUT' | 'DELETE'} method
 * @param {string} path below the API
 * @param {{parameters?: URLSearchParams, body?: unknown, headers?: Record<string, string>}} [what]
 * @returns {Promise<any>}
 * @throws {Problem}
 */
export function send(method, path, what = {}) {
  return call(method, path, what);
}

/**
 * Sends a file, or several, one behind the other.
 * @param {string} path below the API
 * @param {Blob} content
 * @returns {Promise<any>}
 * @throws {Problem}
 */
export function upload(path, content) {
  return call('POST', path, { body: content });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {{parameters?: URLSearchParams, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal,
 *   exact?: string[]}} what
 *   a body that is a blob is sent as it is, anything else as JSON
 */
async function call(method, path, { parameters, body, headers: more, signal, exact = [] }) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest', ...more };
  if (method !== 'GET' && csrf) headers[csrf.header] = csrf.token;
  const isBlob = body instanceof Blob;
  if (body !== undefined) headers['Content-Type'] = isBlob ? 'application/octet-stream' : 'application/json';
  let response;
  try {
    response = await fetch(address(path, parameters), {
      method,
      headers,
      body: body === undefined || isBlob ? body : JSON.stringify(body),
      credentials: 'same-origin',
      redirect: 'manual',
      signal,
    });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new Problem(0, {});
  }
  // The host sends visitors who are not signed in to its login page, or answers them itself.
  if (response.type === 'opaqueredirect' || (response.ok && !response.headers.has('Opsmon-Api'))) {
    throw new Problem(401, {});
  }
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
  const text = isJson ? await response.text() : '{}';
  const answer = JSON.parse(text);
  if (!response.ok) {
    throw new Problem(response.status, answer);
  }
  if (exact.some((name) => name in answer)) {
    const written = parse(text);
    for (const name of exact) if (name in answer) answer[name] = written[name];
  }
  return answer;
}
