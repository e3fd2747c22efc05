// Who is here, and who has to go.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { count, number, plain, span } from '../format.js';
import { t } from '../i18n.js';
import { ColumnWidths } from '../column-widths.js';
import { badge, device, deviceName, table, time, where } from '../components.js';
import { filterBar } from '../filters.js';
import { endSession, kickSession, kickUser } from '../kick.js';
import { Listing } from '../listing.js';
import { LocalOrder } from '../ordering.js';
import { go, link, place } from '../router.js';
import { Selection } from '../selection.js';
import { SavedViews } from '../views.js';

const FILTERS = [
  'username',
  'clientIp',
  'deviceClass',
  'browser',
  'location',
  'node',
  'minIdleMillis',
  'maxIdleMillis',
  'since',
  'sort',
];
const REFRESH_MILLIS = 5_000;

let draw = () => {};
const list = new Listing('online-users', FILTERS, () => draw());
const views = new SavedViews('online-users', () => draw());
const selection = new Selection(() => draw());
const widths = new ColumnWidths('online-users', () => draw());
const order = new LocalOrder(list, {
  username: (session) => session.username,
  device: deviceName,
  place: where,
  client: (session) => session.client?.ip,
  node: (session) => session.node,
  signedInAt: (session) => Date.parse(session.since),
  idle: (session) => session.idleMillis,
});
list.order = order;
let said = '';
/** @type {number | undefined} */
let clock;

/** @param {() => Promise<string | null>} kick */
async function run(kick) {
  const words = await kick();
  if (words === null) return;
  said = words;
  list.load(true);
}

/** The sessions by their users, who come in the order of their first session. @param {any[]} items */
function byUser(items) {
  /** @type {Map<string, any[]>} */
  const users = new Map();
  for (const session of items) users.set(session.username, [...(users.get(session.username) ?? []), session]);
  return [...users];
}

/** Sessions, and users where all of them are in sight. */
function howMany() {
  if (!list.total) return '';
  const sessions = t('sessions', { n: count(list.total) });
  return list.cursor || list.nextCursor
    ? sessions
    : `${t('users', { n: number(byUser(list.items).length) })} · ${sessions}`;
}

/** An order of the API, which every list has. @param {string} sort of the API; empty for the usual order */
function sorted(sort) {
  const isChosen = (place().parameters.get('sort') ?? '') === sort;
  const direction = /** @type {'ascending' | null} */ (isChosen ? 'ascending' : null);
  return { direction, toggle: () => go({ sort, order: null }) };
}

function columns() {
  return widths.head([
    { key: 'username', label: t('username'), order: order.of('username', sorted('USERNAME')) },
    { key: 'device', label: t('device'), order: order.of('device') },
    { key: 'place', label: t('place'), order: order.of('place'), grows: true },
    { key: 'client', label: t('client'), order: order.of('client') },
    { key: 'node', label: t('node'), order: order.of('node') },
    { key: 'signedInAt', label: t('signedInAt'), order: order.of('signedInAt') },
    { key: 'idle', label: t('idle'), order: order.of('idle', sorted('')) },
    { key: 'actions', label: t('actions') },
  ]);
}

/** @param {[string, any[]]} user @param {boolean} mayKick */
function rows([username, sessions], mayKick) {
  const isOwn = sessions.some((session) => session.current);
  const others = sessions.filter((session) => !session.current);
  return sessions.map(
    (session, k) =>
      html`<tr>
        ${k === 0
          ? html`<th scope="rowgroup" rowspan=${sessions.length} class="who">
              <a href=${link('user', { name: username })}>${plain(username)}</a> ${sessions.length > 1
                ? html`<span class="count">${t('sessions', { n: number(sessions.length) })}</span>`
                : nothing}
              ${mayKick && sessions.length > 1 && others.length
                ? html`<button type="button" class="chip kick-all" @click=${() => run(() => kickUser(username, isOwn))}>
                    ${isOwn ? t('kickOthers') : t('kickAll')}
                  </button>`
                : nothing}
            </th>`
          : nothing}
        <td>
          ${mayKick && !session.current
            ? selection.box(session.ref, `${plain(username)}, ${plain(session.client?.ip ?? '')}`)
            : nothing}${device(session)}${session.kind === 'CONSOLE' ? html` ${badge('kind', 'CONSOLE')}` : nothing}
        </td>
        <td>${where(session)}</td>
        <td class="from">${plain(session.client?.ip ?? '')}</td>
        <td data-label=${t('node')}>${plain(session.node)}</td>
        <td class="time" data-label=${t('signedInAt')}>${time(session.since)}</td>
        <td class="idle" data-label=${t('idle')}>${span(session.idleMillis + Date.now() - list.readAt)}</td>
        <td>
          ${session.current
            ? html`<span class="badge good">${t('ownSession')}</span>`
            : mayKick
              ? html`<button
                  type="button"
                  class="kick"
                  aria-label=${t('kick.title', { who: plain(username) })}
                  @click=${() => run(() => kickSession(session))}
                >
                  ${t('kick')}
                </button>`
              : nothing}
        </td>
      </tr>`,
  );
}

/** @type {import('../app.js').PageContent} */
export default {
  show(context) {
    draw = context.draw;
    list.follow();
    if (!clock) {
      let seconds = 0;
      clock = setInterval(() => {
        if (document.hidden || document.querySelector('dialog[open]')) return;
        seconds += 1;
        if (seconds % (REFRESH_MILLIS / 1_000) === 0 && !list.isLoading && list.items.length <= 50) list.load(true);
        else draw();
      }, 1_000);
    }
  },
  leave() {
    list.leave();
    if (clock) clearInterval(clock);
    clock = undefined;
    said = '';
    selection.clear();
  },
  view(context) {
    const mayKick = context.may('opsmon:online-user:kick');
    return html`<div class="heading">
        <h1>${t('page.online-users')}</h1>
        <span class="count" role="status">${howMany()}</span>
        <div class="tools">
          ${widths.resetButton()}${views.menu()}<button
            type="button"
            @click=${() => list.load()}
            ?disabled=${list.isLoading}
          >
            ${t('refresh')}
          </button>
        </div>
      </div>
      ${said ? html`<p class="panel" role="status">${said}</p>` : nothing}
      ${filterBar({
        label: t('page.online-users'),
        basic: [
          { name: 'username', isSingle: true, label: t('username') },
          { name: 'clientIp', isSingle: true, label: t('clientIp') },
          {
            name: 'deviceClass',
            isSingle: true,
            label: t('device'),
            options: ['DESKTOP', 'PHONE', 'TABLET', 'ROBOT', 'OTHER'].map((each) => [each, t(`device.${each}`)]),
          },
          { name: 'location', isSingle: true, label: t('place') },
          {
            name: 'sort',
            isSingle: true,
            label: t('sort'),
            none: t('sort.LAST_ACCESS'),
            options: [['USERNAME', t('sort.USERNAME')]],
          },
        ],
        more: [
          { name: 'browser', isSingle: true, label: t('browser') },
          { name: 'node', isSingle: true, label: t('node') },
          { name: 'minIdleMillis', isSingle: true, label: t('minIdle'), type: 'number' },
        ],
        list,
        ranges: false,
      })}
      ${mayKick
        ? selection.bar(
            list.items.filter((session) => !session.current).map((session) => session.ref),
            {
              action: t('kick'),
              title: (n) => t('kick.selected', { n: number(n) }),
              text: t('kick.text'),
              fields: [{ name: 'reason', label: t('kick.reason') }],
              run: (ref, { reason }) => endSession(ref, reason),
              after: () => list.load(true),
            },
          )
        : nothing}
      ${list.view(
        () =>
          table({
            caption: t('page.online-users'),
            busy: list.isLoading,
            widths: 'online-users',
            rows: byUser(list.inOrder).flatMap((user) => rows(user, mayKick)),
            columns: columns(),
          }),
        t('none.online'),
      )}`;
  },
};
