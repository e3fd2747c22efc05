// Details as Markdown, for tickets and chats.

import { stringify } from './exact-json.js';
import { plain } from './format.js';
import { t } from './i18n.js';

/** @typedef {import('./components.js').Fact} Fact */
/** @typedef {import('./changes.js').Change} Change */

/** A text on one line, without effect as Markdown or HTML. @param {unknown} value */
export const literal = (value) =>
  plain(value)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_~[\]<>&|#]/g, '\\$&');

/** @param {string} text @param {RegExp} runs of the mark */
const longest = (text, runs) => Math.max(0, ...(text.match(runs) ?? []).map((run) => run.length));

/** A value of a table, exactly. @param {string | undefined} value */
function code(value) {
  if (value === undefined) return '';
  const text = plain(value).replace(/\s+/g, ' ').replace(/\|/g, '\\|');
  const mark = '`'.repeat(longest(text, /`+/g) + 1);
  const space = /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return text ? `${mark}${space}${text}${space}${mark}` : '';
}

/** A block of code. @param {string} title @param {string} text @param {string} [syntax] */
export function codeBlock(title, text, syntax = 'text') {
  const mark = '`'.repeat(Math.max(3, longest(text, /`+/g) + 1));
  return `**${literal(title)}**\n\n${mark}${syntax}\n${plain(text)}\n${mark}`;
}

/** Arguments or a result; empty if there is no value. @param {string} title @param {unknown} value */
export const jsonBlock = (title, value) => (value === undefined ? '' : codeBlock(title, stringify(value), 'json'));

/** @param {Change[]} [changes] */
export function changesTable(changes) {
  if (!changes?.length) return '';
  const head = ['changes.what', 'changes.before', 'changes.after'].map((key) => literal(t(key)));
  const rows = changes.map((change) => [literal(change.label), code(change.old), code(change.new)]);
  return [head, ['---', '---', '---'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {Fact[]} facts */
export const factList = (facts) =>
  facts
    .map(({ label, value, text }) => ({ label, text: text ?? value }))
    .filter(({ text }) => (typeof text === 'string' && text) || typeof text === 'number')
    .map(({ label, text }) => `- **${literal(label)}:** ${literal(text)}`)
    .join('\n');

/**
 * An entry with its link.
 * @param {string} title @param {string} href @param {(string | undefined)[]} blocks empty blocks are left out
 */
export const entry = (title, href, blocks) =>
  [`### [${literal(title)}](<${href}>)`, ...blocks].filter(Boolean).join('\n\n') + '\n';
