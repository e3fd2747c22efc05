// What a person has chosen, remembered by this browser.

const KEY = 'opsmon';
const DEFAULTS = { language: '', theme: '', zone: '', times: 'absolute', rows: 50, columns: /** @type {Record<string, string[]>} */ ({}) };

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

export function applyTheme() {
  if (chosen.theme) document.documentElement.dataset.theme = chosen.theme;
  else delete document.documentElement.dataset.theme;
}
