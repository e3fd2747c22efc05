// Ends sessions, after a question.

import { send } from './api.js';
import { number, plain } from './format.js';
import { t } from './i18n.js';
import { ask, explain } from './components.js';

/** @param {string} [reason] */
const reasonOf = (reason) => new URLSearchParams(reason ? { reason } : {});

/**
 * @param {string} title
 * @param {unknown} text
 * @param {(reason: string) => Promise<{kicked: number}>} kick
 * @returns {Promise<string | null>} the result in words; null if it was not meant
 */
async function kicking(title, text, kick) {
  const fields = [{ name: 'reason', label: t('kick.reason') }];
  const answer = await ask({ title, text, action: t('kick'), dangerous: true, fields });
  if (!answer) return null;
  try {
    const { kicked } = await kick(answer.reason);
    return t('kick.done', { n: number(kicked) });
  } catch (problem) {
    return explain(/** @type {Error} */ (problem));
  }
}

/** Ends a session without a question. @param {string} ref @param {string} [reason] */
export const endSession = (ref, reason) =>
  send('DELETE', `online-users/${encodeURIComponent(ref)}`, { parameters: reasonOf(reason) });

/** @param {{ref: string, username: string}} session */
export const kickSession = ({ ref, username }) =>
  kicking(t('kick.title', { who: plain(username) }), t('kick.text'), (reason) => endSession(ref, reason));

/** @param {string} username @param {boolean} isOwn whether one of the sessions is the caller's, which stays */
export const kickUser = (username, isOwn) =>
  kicking(t('kickAll.title', { who: plain(username) }), t(isOwn ? 'kickAll.own' : 'kickAll.text'), (reason) => {
    const parameters = reasonOf(reason);
    parameters.set('username', username);
    return send('DELETE', 'online-users', { parameters });
  });
