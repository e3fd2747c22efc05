// The shell: menu, language, theme and time zone around the page that the address names.

import { html, nothing, render } from './vendor/lit-html/lit-html.js';
import { useCsrf } from './api.js';
import { plain } from './format.js';
import { LANGUAGES, language, t, word } from './i18n.js';
import { icon } from './icons.js';
import { problemPanel, useRenderer } from './components.js';
import { openCellMenu } from './cells.js';
import { accountMenu } from './account.js';
import { counterOf, followCounters, readCounters } from './counters.js';
import { openPalette, usePalette } from './palette.js';
import { followPrinting, printHeader } from './printing.js';
import { followAddress, link, place } from './router.js';
import { applyTheme, choose, settings } from './settings.js';
import { closePanel, isBeside, isPanelOpen, settlePanel, stepPanel, useSidePanel } from './side-panel.js';
import { SignInRequired, enter, hasTicket } from './sign-in.js';

/**
 * What a page shows. It may show a part of itself, which has a name.
 * @typedef {{
 *   show: (context: Context) => void, leave?: () => void, part?: () => string,
 *   view: (context: Context) => unknown, aside?: (context: Context) => unknown
 * }} PageContent
 * A page. Its name is its address, its permission makes it appear in the menu. A hidden page is not in the menu. The
 * capability is called as the page, if it has no name of its own. The content is loaded when the page is first opened.
 * @typedef {{
 *   name: string, permission?: string, capability?: string, isHidden?: boolean,
 *   load: () => Promise<{default: PageContent}>, content?: PageContent
 * }} Page
 * @typedef {{
 *   me: {username: string, permissions: string[], capabilities: string[], exportFormats: string[]},
 *   may: (permission: string) => boolean, parameters: () => URLSearchParams, draw: () => void
 * }} Context
 */

/** @type {Page} */
const OVERVIEW = { name: 'overview', load: () => import('./pages/overview.js') };
/** @type {Page} */
const USER = { name: 'user', isHidden: true, load: () => import('./pages/user.js') };

/** @type {Page[]} */
const PAGES = [
  OVERVIEW,
  {
    name: 'operation-logs',
    permission: 'opsmon:operation-log:read',
    load: () => import('./pages/operation-logs.js'),
  },
  { name: 'data-changes', permission: 'opsmon:data-change:read', load: () => import('./pages/data-changes.js') },
  { name: 'login-logs', permission: 'opsmon:login-log:read', load: () => import('./pages/login-logs.js') },
  { name: 'online-users', permission: 'opsmon:online-user:read', load: () => import('./pages/online-users.js') },
  { name: 'backups', permission: 'opsmon:backup:read', load: () => import('./pages/backups.js') },
  USER,
  {
    name: 'resource',
    permission: 'opsmon:operation-log:read',
    capability: 'operation-logs',
    isHidden: true,
    load: () => import('./pages/resource.js'),
  },
];

/**
 * @type {{
 *   username: string, permissions: string[], capabilities: string[], exportFormats: string[], brand: string,
 *   links: {name: string, url: string}[], signOut?: boolean, signOutUrl?: string, csrf?: import('./api.js').Csrf
 * } | null}
 */
let me = null;
/** @type {Error | null} */
let failure = null;
/** @type {Page | null} */
let shown = null;
let isHelpOpen = false;

useRenderer((element, content) => render(content, element));
applyTheme();

/** @type {Context} */
const context = {
  get me() {
    return me ?? { username: '', permissions: [], capabilities: [], exportFormats: [], brand: '', links: [] };
  },
  may: (permission) => me?.permissions.includes(permission) ?? false,
  parameters: () => place().parameters,
  draw,
};

/** Whether there is such a page in this application. @param {Page} page */
const isThere = (page) => !page.permission || !me || me.capabilities.includes(page.capability ?? page.name);

const isReadable = (/** @type {Page} */ page) =>
  page.permission
    ? isThere(page) && context.may(page.permission)
    : PAGES.some((each) => each.permission && isThere(each) && context.may(each.permission));

function current() {
  const { page } = place();
  return PAGES.find((each) => each.name === page) ?? PAGES.find(isReadable) ?? OVERVIEW;
}

/** @param {Page} page */
async function load(page) {
  page.content ??= (await page.load()).default;
}

async function follow() {
  const page = current();
  if (shown && shown !== page) shown.content?.leave?.();
  shown = page;
  if (me) {
    failure = null;
    readCounters();
  }
  if (isReadable(page) && !page.content) {
    draw();
    try {
      await load(page);
    } catch (problem) {
      failure = /** @type {Error} */ (problem);
    }
    // Another page was opened meanwhile.
    if (current() !== page) return;
  }
  if (isReadable(page)) page.content?.show(context);
  draw();
  // On a phone the menu is wider than the screen.
  document.querySelector('.pages a[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/**
 * @param {string} label
 * @param {string} value
 * @param {[string, string][]} options
 * @param {(value: string) => void} chosen
 */
const choice = (label, value, options, chosen) =>
  html`<label
    >${label}
    <select
      @change=${(/** @type {{target: HTMLSelectElement}} */ { target }) => {
        chosen(target.value);
        draw();
      }}
    >
      ${options.map(([key, text]) => html`<option value=${key} ?selected=${key === value}>${text}</option>`)}
    </select></label
  >`;

/** The zones that the browser knows. */
const ZONES = Intl.supportedValuesOf('timeZone');

function choices() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = ['UTC', ...ZONES.filter((zone) => zone !== 'UTC')];
  return html`<details class="settings">
    <summary aria-label=${t('settings')} title=${t('settings')}>${icon('settings')}</summary>
    <div class="choices">
      ${choice(
        t('language'),
        settings().language,
        [
          ['', t('language.browser')],
          ...Object.entries(LANGUAGES).map(([tag, { name }]) => /** @type {[string, string]} */ ([tag, name])),
        ],
        (value) => choose({ language: value }),
      )}
      ${choice(
        t('theme'),
        settings().theme,
        [
          ['', t('theme.system')],
          ['light', t('theme.light')],
          ['dark', t('theme.dark')],
        ],
        (value) => choose({ theme: value }),
      )}
      ${choice(
        t('zone'),
        settings().zone,
        [
          ['', own],
          ...zones.filter((zone) => zone !== own).map((zone) => /** @type {[string, string]} */ ([zone, zone])),
        ],
        (value) => choose({ zone: value }),
      )}
      ${choice(
        t('times'),
        settings().times,
        [
          ['absolute', t('times.absolute')],
          ['relative', t('times.relative')],
        ],
        (value) => choose({ times: value }),
      )}
      ${choice(
        t('density'),
        settings().density,
        [
          ['', t('density.normal')],
          ['compact', t('density.compact')],
        ],
        (value) => choose({ density: value }),
      )}
    </div>
  </details>`;
}

function help() {
  if (!isHelpOpen) return nothing;
  const close = () => {
    isHelpOpen = false;
    draw();
  };
  return html`<dialog
    class="ask help"
    aria-labelledby="help-title"
    @cancel=${(/** @type {Event} */ e) => {
      e.preventDefault();
      close();
    }}
  >
    <h2 id="help-title">${t('keys')}</h2>
    <dl>
      ${['Ctrl+K', '/', 'j', 'k', 'Enter', 'f', 'Esc', '?'].map(
        (key) =>
          html`<dt><kbd>${key}</kbd></dt>
            <dd>${t(`keys.${key}`)}</dd>`,
      )}
    </dl>
    <p class="actions"><button type="button" class="primary" @click=${close}>${t('close')}</button></p>
  </dialog>`;
}

/** Says that there is no user, why, and what to do. @param {SignInRequired} state */
function signInPanel({ loginUrl, code }) {
  return html`<div class="notice sign-in" role="alert">
    <h1>${t('signIn')}</h1>
    <p>${code ? word('ticket', code) : t('signIn.none')}</p>
    ${loginUrl
      ? html`<p><a class="button primary" href=${loginUrl} target="_top">${t('signIn.go')}</a></p>`
      : html`<p>${t('signIn.menu')}</p>`}
  </div>`;
}

/** Where one is, from the first page on. @param {Page} page */
function crumbs(page) {
  if (page === OVERVIEW) return nothing;
  const part = isReadable(page) ? page.content?.part?.() : '';
  const name = t(`page.${page.name}`);
  return html`<nav class="crumbs" aria-label=${t('crumbs')}>
    <ol>
      <li><a href=${link('overview')}>${t('page.overview')}</a></li>
      ${part && !page.isHidden ? html`<li><a href=${link(page.name)}>${name}</a></li>` : nothing}
      <li aria-current="page">${part || name}</li>
    </ol>
  </nav>`;
}

function draw() {
  const page = current();
  document.documentElement.lang = language();
  document.title = `${t(`page.${page.name}`)} · ${me?.brand ?? 'opsmon'}`;
  const details = me && isReadable(page) ? (page.content?.aside?.(context) ?? nothing) : nothing;
  const besides = isBeside() ? details : nothing;
  render(
    html` <a
        class="skip"
        href="#main"
        @click=${(/** @type {Event} */ e) => {
          e.preventDefault();
          document.querySelector('main')?.focus();
        }}
        >${t('skip')}</a
      >
      <header class="top">
        <a class="brand" href=${link('overview')}
          ><img src=${new URL('icon.svg', import.meta.url).href} alt="" width="24" height="24" />${me
            ? plain(me.brand)
            : 'opsmon'}</a
        >
        <button
          type="button"
          class="chip find"
          aria-label=${t('palette')}
          aria-keyshortcuts="Control+K Meta+K"
          @click=${openPalette}
          ?hidden=${!me}
        >
          ${icon('search')}<span>${t('palette')}</span> <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        ${me ? accountMenu(me, isReadable(USER)) : nothing} ${choices()}
        <button
          type="button"
          class="chip"
          aria-label=${t('keys')}
          @click=${() => {
            isHelpOpen = true;
            draw();
          }}
        >
          ?
        </button>
      </header>
      <div class=${besides === nothing ? 'frame' : 'frame beside'}>
        <nav class="pages" aria-label=${t('pages')}>
          <ul>
            ${PAGES.filter((each) => !each.isHidden && isReadable(each)).map(
              (each) =>
                html`<li>
                  <a
                    href=${link(each.name)}
                    aria-current=${each === page ? 'page' : nothing}
                    @pointerenter=${() => load(each).catch(() => {})}
                  >
                    ${icon(each.name)}${t(`page.${each.name}`)}${counterOf(each.name)}</a
                  >
                </li>`,
            )}
            ${me?.links.map((each) => html`<li><a href=${each.url}>${icon('link')}${plain(each.name)}</a></li>`)}
          </ul>
        </nav>
        <main id="main" tabindex="-1">
          ${me ? printHeader(me) : nothing}${crumbs(page)}${navigator.onLine
            ? nothing
            : html`<p class="panel warn" role="status">${t('offline')}</p>`}${failure instanceof SignInRequired
            ? signInPanel(failure)
            : failure
              ? problemPanel(failure, () => location.reload())
              : me
                ? content(page)
                : html`<p class="notice" role="status">${t('loading')}</p>`}
        </main>
        ${besides}
      </div>
      ${isBeside() ? nothing : details}${help()}`,
    /** @type {HTMLElement} */ (document.getElementById('app')),
  );
  settlePanel();
  const helpDialog = /** @type {HTMLDialogElement | null} */ (document.querySelector('dialog.help'));
  if (helpDialog && !helpDialog.open) helpDialog.showModal();
}

/** @param {Page} page */
function content(page) {
  if (isReadable(page)) return page.content?.view(context) ?? html`<p class="notice" role="status">${t('loading')}</p>`;
  if (!isThere(page))
    return html`<h1>${t(`page.${page.name}`)}</h1>
      <p class="notice" role="alert">${t('switchedOff')}</p>`;
  return html`<h1>${t(`page.${page.name}`)}</h1>
    <p class="notice" role="alert">
      ${t('notPermitted')} ${page.permission ? t('needsPermission', { permission: page.permission }) : ''}
    </p>`;
}

/** @param {number} step */
function moveRow(step) {
  if (isPanelOpen()) {
    stepPanel(step);
    return;
  }
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('main tbody .open, main .timeline .open')]);
  const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
}

const openMenus = () =>
  /** @type {HTMLDetailsElement[]} */ ([
    ...document.querySelectorAll('details.menu[open], details.settings[open], details.account[open]'),
  ]);

/** Menus close when something else is clicked. @param {Event} event */
function closeMenus(event) {
  for (const menu of openMenus()) {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  }
}

followPrinting(draw);
usePalette({
  pages: () =>
    (me ? PAGES : [])
      .filter((page) => !page.isHidden && isReadable(page))
      .map(({ name }) => ({ name, label: t(`page.${name}`) })),
  may: context.may,
});
followAddress(
  PAGES.map(({ name }) => name),
  follow,
);
// A menu of the host may send another ticket to the open page.
addEventListener('hashchange', () => hasTicket() && location.reload());
addEventListener('click', closeMenus);
addEventListener('offline', draw);
addEventListener('online', () => {
  // What was not to be had meanwhile is read again.
  shown?.content?.leave?.();
  follow();
});

/** Closes what is open beneath the key: a menu, or the details beside a list. @param {boolean} isTyping */
function escapePressed(isTyping) {
  const [menu] = openMenus();
  if (menu) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  } else if (!isTyping && isPanelOpen() && !document.querySelector('dialog[open], .cell-menu')) {
    closePanel();
  }
}

addEventListener('keydown', (event) => {
  const target = event.target;
  const isTyping =
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
  if (event.key === 'Escape' && !event.defaultPrevented) escapePressed(isTyping);
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector('dialog[open]:not(.drawer)')) return;
  const isOverlaid = document.querySelector('dialog[open]') !== null;
  if (event.key === 'j' || event.key === 'k') {
    moveRow(event.key === 'j' ? 1 : -1);
  } else if (event.key === '?') {
    isHelpOpen = true;
    draw();
  } else if (event.key === '/' && !isOverlaid) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector('main input[type=search], main form input'))?.focus();
  } else if (event.key === 'f' && target instanceof Element && openCellMenu(target.closest('main tbody tr'))) {
    event.preventDefault();
  }
});

useSidePanel(draw);
draw();
// The page comes while the user is asked for. A failure is told when the page is shown.
load(current()).catch(() => {});
try {
  const known = await enter();
  useCsrf(known.csrf);
  me = known;
  follow();
  followCounters(draw);
} catch (problem) {
  failure = /** @type {Error} */ (problem);
  draw();
}
