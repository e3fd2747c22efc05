// Copies texts to the clipboard.

import { html } from './vendor/lit-html/lit-html.js';
import { tell } from './components.js';
import { t } from './i18n.js';

/**
 * Copies a text. Pages without TLS have no access to the clipboard, so an older command is tried as well. If that fails
 * too, a dialog shows the selected text.
 * @param {string} text
 * @returns {Promise<boolean>} whether the clipboard has the text
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (copySelected(text)) return true;
  }
  const closed = tell(t('copy'), form(text));
  /** @type {HTMLTextAreaElement | null} */ (document.querySelector('textarea.to-copy'))?.select();
  await closed;
  return false;
}

/** @param {string} text */
const form = (text) =>
  html`<label
    >${t('copy.byHand')}<textarea class="to-copy" rows="10" readonly spellcheck="false" .value=${text}></textarea>
  </label>`;

/** @param {string} text */
function copySelected(text) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.readOnly = true;
  field.value = text;
  // Elements outside of an open modal dialog cannot have the focus.
  ([...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body).append(field);
  field.focus({ preventScroll: true });
  field.select();
  let isCopied;
  try {
    isCopied = document.execCommand('copy');
  } catch {
    isCopied = false;
  }
  field.remove();
  focused?.focus({ preventScroll: true });
  return isCopied;
}
