// Backups that are not authenticated, and a storage that is not the one of the catalog.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { send } from './api.js';
import { plain } from './format.js';
import { t, word } from './i18n.js';
import { ask } from './components.js';

const SETTING = 'opsmon.backup.allow-unsigned-imports';
const SIZE_SETTING = 'opsmon.backup.max-unsigned-dump-size';
const PERMISSION = 'opsmon:backup:restore';
/** What the person types who takes up another storage, in every language. */
const STORAGE_CONFIRMATION = 'storage';

/**
 * @typedef {{id: string, trigger: string, proof?: string, refusal?: string}} Proven a backup as the API tells it alone
 */

/** @param {Proven | null} backup */
export const isUnproven = (backup) => backup?.proof === 'NONE';

/**
 * Whether the backup may be verified and restored, with a confirmation perhaps.
 * @param {Proven | null} backup
 * @param {boolean} mayRestore
 */
export const mayBeRun = (backup, mayRestore) => !isUnproven(backup) || (!backup?.refusal && mayRestore);

/** Why the backup is not authenticated. @param {Proven} backup */
function why(backup) {
  const refusal = word('refusal', backup.refusal ?? '');
  if (refusal !== (backup.refusal ?? '')) return refusal;
  return t(backup.trigger === 'IMPORTED' ? 'unproven.imported' : 'unproven.madeHere');
}

/** What it takes to run it nevertheless. @param {Proven} backup @param {boolean} mayRestore */
function remedy(backup, mayRestore) {
  if (backup.refusal === 'backup-not-allowed') return t('unproven.setting', { setting: `${SETTING}=true` });
  if (backup.refusal === 'backup-too-large') return t('unproven.tooLarge', { setting: SIZE_SETTING });
  if (backup.refusal) return t('unproven.refused');
  return mayRestore ? t('unproven.confirmed') : t('needsPermission', { permission: PERMISSION });
}

/** @param {Proven | null} backup @param {boolean} mayRestore */
export const unprovenPanel = (backup, mayRestore) =>
  backup && isUnproven(backup)
    ? html`<section class="panel warn unproven">
        <h3>${t('unproven.title')}</h3>
        <p>${why(backup)}</p>
        <p>${t('unproven.risk')}</p>
        <p>${remedy(backup, mayRestore)}</p>
      </section>`
    : nothing;

/** The part of a dialog that says what is risked. @param {Proven} backup */
export const unprovenWarnings = (backup) =>
  html`<li>${why(backup)}</li>
    <li>${t('unproven.risk')}</li>`;

/** The field that takes the id of the backup. @param {Proven} backup */
export const unprovenField = (backup) => ({
  name: 'unsignedConfirmation',
  label: t('unproven.id', { id: backup.id }),
  must: backup.id,
});

/**
 * Asks before a backup is verified that is not authenticated.
 * @param {Proven} backup
 * @param {(answer: Record<string, any>) => Promise<unknown>} run
 * @param {string} isolation what is to be said of the scratch database
 */
export const askToVerify = (backup, run, isolation) =>
  ask({
    title: t('unproven.verify'),
    text: html`<ul class="warnings">
      ${unprovenWarnings(backup)}
      <li>${t('unproven.scratch')}</li>
      ${isolation ? html`<li>${isolation}</li>` : nothing}
    </ul>`,
    fields: [unprovenField(backup)],
    action: t('verify'),
    dangerous: true,
    run,
  });

/** Asks before the storage that is there becomes that of the catalog. @returns {Promise<boolean>} whether it did */
async function acceptStorage() {
  const answer = await ask({
    title: t('storage.accept.title'),
    text: html`<ul class="warnings">
        <li>${t('storage.accept.marker')}</li>
        <li>${t('storage.accept.missing')}</li>
        <li>${t('storage.accept.kept')}</li>
      </ul>
      <p>${t('storage.accept.only')}</p>`,
    fields: [
      {
        name: 'confirmation',
        label: t('storage.accept.confirm', { word: STORAGE_CONFIRMATION }),
        must: STORAGE_CONFIRMATION,
      },
    ],
    action: t('storage.accept.action'),
    dangerous: true,
    run: ({ confirmation }) => send('POST', 'backups/storage', { body: { confirmation } }),
  });
  return answer !== null;
}

export const UNRECOGNIZED_STORAGE = 'backup-storage-unrecognized';

/**
 * The failure of the last use of the storage.
 * @param {{problem: string, code: string | null}} storage
 * @param {boolean} mayAccept
 * @param {() => void} accepted
 */
export function storagePanel(storage, mayAccept, accepted) {
  const isUnrecognized = storage.code === UNRECOGNIZED_STORAGE;
  const accept = async () => {
    if (await acceptStorage()) accepted();
  };
  return html`<section class="panel bad storage" role="alert">
    <h2>${t(isUnrecognized ? 'storage.unrecognized' : 'storage.unavailable')}</h2>
    ${isUnrecognized ? html`<p>${t('storage.check')}</p>` : nothing}
    <p lang="en">${plain(storage.problem)}.</p>
    ${isUnrecognized
      ? html`<p>
          ${mayAccept
            ? html`<button type="button" @click=${accept}>${t('storage.accept')}</button>`
            : t('needsPermission', { permission: 'opsmon:backup:delete' })}
        </p>`
      : nothing}
  </section>`;
}
