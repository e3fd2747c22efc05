// Calls to the REST API. Every address is relative to the page, so that any context path and proxy prefix works.

/** An answer that is no success, as problem details (RFC 9457). */
export class Problem extends Error {
  /** @param {number} status @param {{title?: string, detail?: string, field?: string}} body */
  constructor(status, body) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.status = status;
    this.field = body.field;
  }
}

/**
 * @param {string} path below the API
 * @param {URLSearchParams} [parameters]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 * @throws {Problem}
 */
export async function get(path, parameters, signal) {
  const query = parameters?.toString();
  const response = await fetch(`./api/v1/${path}${query ? `?${query}` : ''}`, {
    headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
    credentials: 'same-origin',
    redirect: 'manual',
    signal,
  });
  if (response.type === 'opaqueredirect') {
    // The host sends whoever is not signed in to its login page.
    throw new Problem(401, { detail: 'Your sign-in has expired.' });
  }
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
  const body = isJson ? await response.json() : {};
  if (!response.ok) {
    throw new Problem(response.status, body);
  }
  return body;
}
