// What is shown follows from the address: #/page?name=value. A copied link shows the same.

/** @returns {{page: string, parameters: URLSearchParams}} */
export function place() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return { page: path, parameters: new URLSearchParams(query ?? '') };
}

/** @param {string} page @param {Record<string, string>} [parameters] */
export function link(page, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  return `#/${page}${query ? `?${query}` : ''}`;
}

/** What may change without the list being another. */
const DETAILS = ['id', 'cursor', 'view'];

/** The page that is shown with other parameters; an empty value takes one out. Other filters begin at the first page. @param {Record<string, string | null | undefined>} changes */
export function changed(changes) {
  const { page, parameters } = place();
  for (const [name, value] of Object.entries(changes)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  if (Object.keys(changes).some((name) => !DETAILS.includes(name))) parameters.delete('cursor');
  return link(page, Object.fromEntries(parameters));
}

/** Goes there. @param {Record<string, string | null | undefined>} changes */
export function go(changes) {
  location.hash = changed(changes);
}
