// Words in the reader's language.

import en from './locale/en.js';
import zhCn from './locale/zh-cn.js';
import { settings } from './settings.js';

/** @type {Record<string, {name: string, words: Record<string, string>}>} */
export const LANGUAGES = { en: { name: 'English', words: en }, 'zh-CN': { name: '简体中文', words: zhCn } };

/** What was chosen, or else the first language of the browser that there is. */
export function language() {
  const wanted = settings().language;
  if (wanted in LANGUAGES) return wanted;
  for (const tag of navigator.languages) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/**
 * A text; that of one, if there is such a text and its number n is 1.
 * @param {string} key
 * @param {Record<string, unknown>} [values] for the places {name} of the text
 */
export function t(key, values = {}) {
  const known = values.n === '1' && `${key}.one` in en ? `${key}.one` : key;
  const text = LANGUAGES[language()].words[known] ?? en[known] ?? known;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** A constant of the API in words; itself if there are none for it. @param {string} kind @param {string} value */
export function word(kind, value) {
  const key = `${kind}.${value}`;
  return key in en ? t(key) : value;
}
