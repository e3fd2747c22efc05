// The menu of the signed-in user: the user's own page, and the sign-out.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { plain } from './format.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { link } from './router.js';
import { signOut } from './sign-in.js';

/**
 * signOut: the session is one of the console; signOutUrl: the sign-out of the application.
 * @typedef {{username: string, signOut?: boolean, signOutUrl?: string, csrf?: import('./api.js').Csrf}} Account
 */

/** Whether an address is a path of the application, and not a page of another one. @param {string} url */
const isPath = (url) => url.startsWith('/') && !url.startsWith('//');

/** @param {Account} account */
async function leave({ signOut: isOfConsole, signOutUrl, csrf }) {
  if (!isOfConsole && signOutUrl && !isPath(signOutUrl)) {
    location.assign(signOutUrl);
    return;
  }
  try {
    if (isOfConsole) {
      await signOut();
    } else if (signOutUrl) {
      const headers = csrf ? { [csrf.header]: csrf.token } : {};
      await fetch(signOutUrl, { method: 'POST', headers, credentials: 'same-origin', redirect: 'manual' });
    }
  } finally {
    // The page leads to the sign-in, or still shows the user.
    location.reload();
  }
}

/** @param {Account} account @param {boolean} hasPage whether the user may open the page about a user */
export function accountMenu(account, hasPage) {
  const name = plain(account.username);
  const isOffered = account.signOut || account.signOutUrl;
  if (!isOffered && !hasPage) return html`<span class="me">${name}</span>`;
  return html`<details class="account">
    <summary aria-label=${t('account', { name })}>${icon('online-users')}<span class="me">${name}</span></summary>
    <div class="choices">
      <p class="signed-in">${t('account.signedInAs')} <strong>${name}</strong></p>
      ${hasPage ? html`<a href=${link('user', { name: account.username })}>${t('account.activity')}</a>` : nothing}
      ${isOffered
        ? html`<button type="button" class="sign-out" @click=${() => leave(account)}>${t('signOut')}</button>`
        : nothing}
    </div>
  </details>`;
}
