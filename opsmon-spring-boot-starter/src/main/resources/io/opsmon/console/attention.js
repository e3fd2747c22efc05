// What needs attention now: the first thing on the overview. One line if there is nothing.

import { html } from './vendor/lit-html/lit-html.js';
import { get } from './api.js';
import { ago, number, percent, plain } from './format.js';
import { t } from './i18n.js';
import { link } from './router.js';

/** Risks of sign-ins that need a check. */
const RISKS = ['IMPOSSIBLE_TRAVEL', 'SUCCESS_AFTER_BURST'];
/** Below this number, a rate of failures says nothing. */
const LEAST_FAILURES = 10;
const USUAL_TIMES = 2;
const OVERDUE_INTERVALS = 2;
const LOGS = [
  ['operation-logs', 'operations'],
  ['login-logs', 'logins'],
  ['data-changes', 'dataChanges'],
];
const DAY_MILLIS = 86_400_000;

/**
 * @typedef {{tone: 'bad' | 'warn', text: string, href: string}} Item
 * @typedef {{verification: any, findings: any[]}} Integrity
 * @typedef {{integrity: Map<string, Integrity>, risky: Map<string, number>}} Checks read besides the overview
 */

/**
 * Reads what the overview does not have. A check that cannot be read now is left out.
 * @param {Record<string, any>} parts of the overview: those that the caller may see
 * @returns {Promise<Checks>}
 */
export async function check(parts) {
  const integrity = new Map();
  const risky = new Map();
  const quietly = async (/** @type {() => Promise<void>} */ read) => {
    try {
      await read();
    } catch {
      // A log without chain, or a store that is unavailable: the overview tells the latter.
    }
  };
  await Promise.all([
    ...LOGS.filter(([, part]) => parts[part]).map(([log]) =>
      quietly(async () => {
        const verification = await get(`${log}/verification`);
        const findings = (await get(`${log}/findings`)).items ?? [];
        integrity.set(log, {
          verification,
          findings: findings.filter((/** @type {any} */ each) => !each.acknowledgement),
        });
      }),
    ),
    ...(parts.logins ? RISKS : []).map((risk) =>
      quietly(async () => {
        const from = new Date(Date.now() - DAY_MILLIS).toISOString();
        const { total } = await get('login-logs', new URLSearchParams({ risk, from, limit: '1' }));
        if (total.value) risky.set(risk, total.value);
      }),
    ),
  ]);
  // In the order of the menu, not of the answers.
  return {
    integrity: new Map(LOGS.filter(([log]) => integrity.has(log)).map(([log]) => [log, integrity.get(log)])),
    risky,
  };
}

/**
 * @param {Record<string, any>} parts of the overview
 * @param {Checks} checks
 * @param {Record<string, {now: any, before: any}>} periods counts of the chosen period and the one before, by log
 * @returns {Item[]} alarms first
 */
export function itemsOf(parts, checks, periods) {
  const items = [
    ...integrityItems(checks),
    ...backupItems(parts.backups),
    ...recorderItems(parts.recorder),
    ...loginItems(parts, checks),
    ...rateItems(periods),
  ];
  return items.sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'));
}

/** @param {Checks} checks @returns {Item[]} */
function integrityItems({ integrity }) {
  return [...integrity].flatMap(
    /** @returns {Item[]} */ ([log, { verification, findings }]) => {
      const name = t(`page.${log}`);
      const href = link(log);
      if (findings.length)
        return [{ tone: 'bad', text: t('attention.findings', { log: name, n: number(findings.length) }), href }];
      if (verification.state === 'DONE' && !verification.report?.intact)
        return [{ tone: 'bad', text: t('attention.broken', { log: name }), href }];
      if (verification.state === 'NEVER')
        return [{ tone: 'warn', text: t('attention.neverVerified', { log: name }), href }];
      if (verification.state === 'FAILED')
        return [{ tone: 'warn', text: t('attention.verificationFailed', { log: name }), href }];
      if (isOverdue(verification)) {
        return [
          {
            tone: 'warn',
            text: t('attention.verificationOld', { log: name, ago: ago(new Date(verification.startedAt)) }),
            href,
          },
        ];
      }
      return [];
    },
  );
}

/** Whether a scheduled verification did not run. @param {any} verification */
function isOverdue({ startedAt, intervalMillis }) {
  return intervalMillis > 0 && Date.now() - Date.parse(startedAt) > OVERDUE_INTERVALS * intervalMillis;
}

/** @param {any} backups @returns {Item[]} */
function backupItems(backups) {
  if (!backups || backups.problem) return [];
  return backups.items.flatMap((/** @type {any} */ { name, lastGood, maxAgeMillis }) => {
    const href = link('backups', { dataSource: name });
    const source = plain(name);
    if (!lastGood) return [{ tone: maxAgeMillis ? 'bad' : 'warn', text: t('attention.noBackup', { source }), href }];
    const made = new Date(lastGood.requestedAt);
    if (maxAgeMillis && Date.now() - made.getTime() > maxAgeMillis)
      return [{ tone: 'bad', text: t('attention.oldBackup', { source, ago: ago(made) }), href }];
    if (lastGood.status !== 'VERIFIED')
      return [{ tone: 'warn', text: t('attention.unverified', { source, ago: ago(made) }), href }];
    return [];
  });
}

/** @param {any} recorder @returns {Item[]} */
function recorderItems(recorder) {
  if (!recorder || recorder.problem) return [];
  const href = link('operation-logs');
  const items = /** @type {Item[]} */ ([]);
  if (recorder.state === 'OUTAGE') items.push({ tone: 'bad', text: t('recorder.outage'), href });
  if (recorder.dropped) items.push({ tone: 'bad', text: t('recorder.dropped', { n: number(recorder.dropped) }), href });
  if (recorder.deadLettered)
    items.push({ tone: 'bad', text: t('recorder.deadLettered', { n: number(recorder.deadLettered) }), href });
  return items;
}

/** @param {Record<string, any>} parts @param {Checks} checks @returns {Item[]} */
function loginItems(parts, { risky }) {
  const locks = parts.locks?.items?.length ?? 0;
  const items = /** @type {Item[]} */ (
    [...risky].map(([risk, many]) => ({
      tone: 'warn',
      text: t('attention.risk', { n: number(many), risk: t(`risk.${risk}`) }),
      href: link('login-logs', { risk, range: '24h' }),
    }))
  );
  if (locks)
    items.push({
      tone: 'warn',
      text: t('attention.locks', { n: number(locks) }),
      href: link('login-logs', { tab: 'locks' }),
    });
  return items;
}

/**
 * Failure rates that are above the usual.
 * @param {Record<string, {now: any, before: any}>} periods
 * @returns {Item[]}
 */
function rateItems(periods) {
  return LOGS.flatMap(([log, part]) => {
    const { now, before } = periods[part] ?? {};
    if (!now || !before?.total || now.failures < LEAST_FAILURES || now.failureRate < USUAL_TIMES * before.failureRate)
      return [];
    const text = t('attention.rate', {
      log: t(`page.${log}`),
      now: percent(now.failureRate),
      before: percent(before.failureRate),
    });
    const range = { from: now.from, to: now.to };
    /** @type {Record<string, string>} */
    const what = log === 'operation-logs' ? { view: 'failures' } : { outcome: 'FAILURE' };
    return [{ tone: 'warn', text, href: link(log, { ...range, ...what }) }];
  });
}

/** @param {Item[]} items */
export const attention = (items) =>
  items.length
    ? html`<section class="panel attention" aria-labelledby="attention">
        <h2 id="attention">${t('attention')}</h2>
        <ul>
          ${items.map(({ tone, text, href }) => html`<li class=${tone}><a href=${href}>${text}</a></li>`)}
        </ul>
      </section>`
    : html`<p class="panel attention none" role="status">✓ ${t('attention.none')}</p>`;
