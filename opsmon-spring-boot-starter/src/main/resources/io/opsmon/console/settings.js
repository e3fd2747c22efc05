// What a person has chosen, remembered by this browser.

const KEY = 'opsmon';
const DEFAULTS = {
  language: '',
  theme: '',
  zone: '',
  times: 'absolute',
  density: '',
  rows: 50,
  columns: /** @type {Record<string, string[]>} */ ({}),
  widths: /** @type {Record<string, Record<string, number>>} */ ({}),
  views: /** @type {Record<string, {name: string, query: string}[]>} */ ({}),
};

/** @type {typeof DEFAULTS} */
let chosen = { ...DEFAULTS };
try {
  chosen = { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
} catch {
  // Nothing is remembered where storage is not allowed.
}

/** @returns {Readonly<typeof DEFAULTS>} */
export const settings = () => chosen;

/** @param {Partial<typeof DEFAULTS>} changes */
export function choose(changes) {
  chosen = { ...chosen, ...changes };
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // For this page only.
  }
  applyTheme();
}

/** Theme and density of the page. */
export function applyTheme() {
  const { dataset } = document.documentElement;
  for (const name of /** @type {const} */ (['theme', 'density'])) {
    if (chosen[name]) dataset[name] = chosen[name];
    else delete dataset[name];
  }
}
