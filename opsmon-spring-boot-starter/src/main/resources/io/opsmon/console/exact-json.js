// JSON whose numbers are shown as written. JavaScript rounds identifiers beyond 2^53 and drops zeros at the end.

/** A number that JavaScript would show in another way. */
export class ExactNumber {
  /** @param {string} text as written */
  constructor(text) {
    this.text = text;
  }
}

const TOKENS = /[{}[\]:,]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}[\]:,"]+/g;

/** @param {string} text valid JSON @returns {any} the value, with an {@link ExactNumber} where a number would change */
export function parse(text) {
  const tokens = text.matchAll(TOKENS);
  const next = () => /** @type {string} */ (tokens.next().value?.[0]);
  const value = (/** @type {string} */ token) => {
    if (token === '{') return Object.fromEntries(members());
    if (token === '[') return elements();
    const parsed = JSON.parse(token);
    return typeof parsed === 'number' && String(parsed) !== token ? new ExactNumber(token) : parsed;
  };
  const members = () => {
    /** @type {[string, any][]} */
    const found = [];
    for (let token = next(); token !== '}'; token = next()) {
      if (token === ',') continue;
      next();
      found.push([JSON.parse(token), value(next())]);
    }
    return found;
  };
  const elements = () => {
    /** @type {any[]} */
    const found = [];
    for (let token = next(); token !== ']'; token = next()) {
      if (token !== ',') found.push(value(token));
    }
    return found;
  };
  return value(next());
}

/** JSON with line breaks. @param {any} value @param {string} [indent] of the line @returns {string} */
export function stringify(value, indent = '') {
  if (value instanceof ExactNumber) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Array.isArray(value)
    ? value.map((each) => stringify(each, inner))
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([name, each]) => `${JSON.stringify(name)}: ${stringify(each, inner)}`);
  return parts.length ? `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}` : `${open}${close}`;
}
