// What is shown follows from the address: page?name=value. A copied link shows the same, also after a sign-in.
// Every page has one segment, so that relative addresses mean the same on each.

/** @returns {{page: string, parameters: URLSearchParams}} */
export function place() {
  return {
    page: location.pathname.slice(location.pathname.lastIndexOf('/') + 1),
    parameters: new URLSearchParams(location.search),
  };
}

/** @param {string} page @param {Record<string, string> | URLSearchParams} [parameters] */
export function link(page, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  return `./${page}${query ? `?${query}` : ''}`;
}

/** What may change without the list being another. */
const DETAILS = ['id', 'cursor', 'view'];

/**
 * The page that is shown with other parameters; an empty value takes one out. Other filters begin at the first page.
 * @param {Record<string, string | string[] | null | undefined>} changes
 */
export function changed(changes) {
  const { page, parameters } = place();
  for (const [name, value] of Object.entries(changes)) {
    parameters.delete(name);
    for (const each of [value].flat()) if (each) parameters.append(name, each);
  }
  if (Object.keys(changes).some((name) => !DETAILS.includes(name))) parameters.delete('cursor');
  return link(page, parameters);
}

let follow = () => {};

/**
 * Goes to an address of the console.
 * @param {string} address @param {boolean} [isReplacing] whether the way back skips the present address
 */
export function visit(address, isReplacing = false) {
  const target = new URL(address, location.href);
  if (target.href === location.href) return;
  const isAnotherPage = target.pathname !== location.pathname;
  if (isReplacing) history.replaceState(null, '', target);
  else history.pushState(null, '', target);
  follow();
  if (isAnotherPage) scrollTo(0, 0);
}

/**
 * The page that is shown with other parameters.
 * @param {Record<string, string | string[] | null | undefined>} changes
 * @param {boolean} [isReplacing] whether the way back skips the present address
 */
export function go(changes, isReplacing = false) {
  visit(changed(changes), isReplacing);
}

/**
 * Whether a click on a link is to be followed here: not a download, nor one for another tab.
 * @param {MouseEvent} event
 * @param {HTMLAnchorElement} anchor
 * @param {string[]} pages
 */
function isOwn(event, anchor, pages) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return false;
  if (anchor.target || anchor.hasAttribute('download')) return false;
  const base = new URL('.', location.href).href;
  const page = anchor.href.startsWith(base) ? anchor.href.slice(base.length).split('?', 1)[0] : null;
  return page === '' || (page !== null && pages.includes(page));
}

/**
 * Links between the pages and the buttons of the browser change what is shown, without another load.
 * @param {string[]} pages
 * @param {() => void} changed
 */
export function followAddress(pages, changed) {
  follow = changed;
  addEventListener('popstate', changed);
  addEventListener('click', (event) => {
    const anchor =
      event.target instanceof Element
        ? /** @type {HTMLAnchorElement | null} */ (event.target.closest('a[href]'))
        : null;
    if (!anchor || !isOwn(event, anchor, pages)) return;
    event.preventDefault();
    visit(anchor.href);
  });
}
