// Backups: that there are some, that they restore, and how to get back to one.

import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { Problem, address, get, send, upload } from '../api.js';
import { ago, bytes, duration, fullTime, number, plain, span } from '../format.js';
import { t, word } from '../i18n.js';
import { ask, badge, explain, factList, notice, outcome, table, time, problemPanel } from '../components.js';
import {
  UNRECOGNIZED_STORAGE,
  askToVerify,
  isUnproven,
  mayBeRun,
  storagePanel,
  unprovenField,
  unprovenPanel,
  unprovenWarnings,
} from '../backup-trust.js';
import { tableActions, tableName } from '../backup-tables.js';
import { ColumnWidths } from '../column-widths.js';
import { Listing } from '../listing.js';
import { Schedules } from '../schedules.js';
import { listen } from '../live.js';
import { go, link, place } from '../router.js';
import * as markdown from '../markdown.js';
import { LocalOrder } from '../ordering.js';
import { Selection } from '../selection.js';
import { open, sidePanel } from '../side-panel.js';

const FILTERS = ['dataSource', 'status', 'trigger'];
const STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'VERIFIED', 'FAILED', 'CANCELLED', 'REMOVING', 'EXPIRED'];
const TONES = /** @type {Record<string, string>} */ ({ SUCCEEDED: 'good', VERIFIED: 'good', FAILED: 'bad' });

let draw = () => {};
const list = new Listing('backups', FILTERS, () => draw());
const widths = new ColumnWidths('backups', () => draw());
const order = new LocalOrder(list, {
  time: (backup) => Date.parse(backup.requestedAt),
  dataSource: (backup) => backup.dataSource,
  status: (backup) => word('backupStatus', backup.status),
  trigger: (backup) => word('trigger', backup.trigger),
  size: (backup) => backup.stored?.storedBytes,
  took: (backup) => backup.durationMillis,
});
list.order = order;
const selection = new Selection(() => draw());
/** @type {any[]} */
let sources = [];
/** The failure of the last use of the storage. @type {any} */
let storage = null;
/** Whether the storage has just become that of the catalog. */
let isAccepted = false;
/** @type {any} */
let manifest = null;
/** The backup whose details are open, with its proof. @type {any} */
let proven = null;
/** @type {Error | null} */
let problem = null;
/** @type {any} */
let resynced = null;
/** The result of the last inspection of the databases. @type {import('../backup-readiness.js').Readiness | null} */
let readiness = null;
let isInspecting = false;
const schedules = new Schedules(
  () => sources,
  () => draw(),
);
/** Ends being told of progress. @type {(() => void) | undefined} */
let live;

const isOfSchedules = () => place().parameters.get('tab') === 'schedules';
/** One that is on another page of the list. @type {any} */
let distant = null;
const chosen = () => {
  const id = place().parameters.get('id');
  return list.items.find((backup) => backup.id === id) ?? (distant?.id === id ? distant : null);
};
const isStored = (/** @type {any} */ backup) => backup.status === 'SUCCEEDED' || backup.status === 'VERIFIED';

async function inspect() {
  isInspecting = true;
  draw();
  try {
    const { Readiness } = await import('../backup-readiness.js');
    readiness ??= new Readiness(() => draw(), findingList);
    await readiness.inspect();
  } catch (failure) {
    problem = /** @type {Error} */ (failure);
  }
  isInspecting = false;
  draw();
}

async function readSources() {
  try {
    ({ items: sources, storage } = await get('backups/data-sources'));
    // Before the first backup of a database.
    if (sources.some((source) => !source.lastGood)) inspect();
  } catch (failure) {
    problem = /** @type {Error} */ (failure);
  }
  draw();
}

/** @param {string} id */
async function readDistant(id) {
  try {
    distant = await get(`backups/${encodeURIComponent(id)}`);
  } catch (failure) {
    distant = { id, failure };
  }
}

/** What the address has the details of. */
async function readChosen() {
  const id = place().parameters.get('id');
  if (!id || manifest?.id === id) return;
  manifest = { id };
  proven = null;
  restores = [];
  if (!chosen()) await readDistant(id);
  draw();
  await Promise.all([readProof(id), readRestores(id)]);
  try {
    const read = await get(`backups/${encodeURIComponent(id)}/manifest`);
    // Another one may have been opened meanwhile.
    if (manifest.id === id) manifest = read;
  } catch {
    // There is none of a backup that is not stored.
  }
  draw();
}

/** @param {string} id */
async function readProof(id) {
  try {
    proven = await get(`backups/${encodeURIComponent(id)}`);
  } catch {
    // The list says what there is to say.
  }
}

/** Restores of the chosen backup, of the operation log, newest first. @type {any[]} */
let restores = [];
/** A restore that ended while the page was open. @type {any} */
let ended = null;
let mayReadOperations = false;

/** What the operation log has of the restores of a backup. @param {string} id */
async function readRestores(id) {
  if (!mayReadOperations) return;
  try {
    const { items } = await get(
      'operation-logs',
      new URLSearchParams({ resourceType: 'backup', resourceId: id, action: 'RESTORE', limit: '10' }),
    );
    if (place().parameters.get('id') === id) restores = items;
  } catch {
    // The details do without it.
  }
}

/** The backups that are being restored. */
const restoring = () =>
  [...list.items, ...(distant ? [distant] : [])]
    .filter((backup) => backup.activity?.kind === 'RESTORATION')
    .map((backup) => backup.id);

/** Tells of the restores that were under way and are not any more. @param {string[]} before */
async function noticeEnds(before) {
  for (const id of before.filter((each) => !restoring().includes(each))) {
    ended =
      list.items.find((backup) => backup.id === id) ??
      (await get(`backups/${encodeURIComponent(id)}`).catch(() => null));
    if (place().parameters.get('id') === id) await readRestores(id);
    draw();
  }
}

/** The end of a restore. */
const endPanel = () =>
  html`<p class="panel ended ${ended.problem ? 'bad' : 'good'}" role="${ended.problem ? 'alert' : 'status'}">
    ${t(ended.problem ? 'restore.failed' : 'restore.done', {
      source: plain(ended.dataSource),
      when: fullTime(ended.requestedAt),
    })}
    ${ended.problem ? html`<span lang="en">${plain(ended.problem)}</span>` : nothing}
    ${!ended.problem && ended.restoration?.warnings.length
      ? t('restore.warnings', { n: number(ended.restoration.warnings.length) })
      : nothing}
    <button
      type="button"
      class="link"
      @click=${() => {
        ended = null;
        draw();
      }}
    >
      ${t('close')}
    </button>
  </p>`;

/** The restores that the operation log has of the chosen backup. */
const restoreList = () =>
  restores.length
    ? html`<section class="restores">
        <h3>${t('restores')}</h3>
        <ul>
          ${restores.map(
            (entry) =>
              html`<li>
                ${outcome(entry.outcome)} ${time(entry.occurredAt)} ·
                ${plain(entry.operator?.name ?? entry.operator?.id ?? '—')}
                ${entry.durationMillis ? html`· ${duration(entry.durationMillis)}` : nothing} ·
                <a
                  href=${link('operation-logs', {
                    resourceType: 'backup',
                    resourceId: entry.resource.id,
                    id: entry.id,
                  })}
                  ><span lang="en">${plain(entry.description)}</span></a
                >
              </li>`,
          )}
        </ul>
      </section>`
    : nothing;

/** The list anew, and when nothing is done any more, the figures too. */
async function refresh() {
  const before = restoring();
  if (distant && distant === chosen()) await readDistant(distant.id);
  await list.load(true);
  await noticeEnds(before);
  const backup = chosen();
  if (backup && isStored(backup) && !(proven?.id === backup.id && proven.proof)) await readProof(backup.id);
  if (!list.items.some((backup) => backup.activity)) await readSources();
}

/** @param {() => Promise<unknown>} action */
async function doing(action) {
  try {
    await action();
    problem = null;
  } catch (failure) {
    problem = /** @type {Error} */ (failure);
  }
  await refresh();
}

const backUp = (/** @type {string} */ dataSource) => doing(() => send('POST', 'backups', { body: { dataSource } }));
/** Of the backup, if it is the one whose details are open. @param {any} backup */
const proofOf = (backup) => (proven?.id === backup.id ? proven : null);

const cancel = (/** @type {any} */ backup) =>
  doing(() => send('POST', `backups/${encodeURIComponent(backup.id)}/cancellation`));

/** Why a verification is not isolated, and what helps. @param {any} scratch */
const shared = (scratch) => html`${t('scratch.reason', { reason: plain(scratch.reason) })} ${plain(scratch.remedy)}.`;

/**
 * Asks first if the backup is not authenticated, or if the last verification of the data source was not isolated.
 * @param {any} backup
 */
async function verify(backup) {
  const begin = (/** @type {Record<string, any> | undefined} */ body) =>
    send('POST', `backups/${encodeURIComponent(backup.id)}/verification`, body ? { body } : {});
  const scratch = sources.find((source) => source.name === backup.dataSource)?.scratch;
  const isShared = scratch && !scratch.isolated;
  if (isUnproven(proofOf(backup))) {
    if (
      await askToVerify(
        proven,
        begin,
        isShared ? `${t('verify.shared')} ${t('scratch.reason', { reason: plain(scratch.reason) })}` : '',
      )
    )
      await refresh();
    return;
  }
  const answer =
    !isShared ||
    (await ask({
      title: t('verify.title'),
      text: html`<p>${t('verify.shared')}</p>
        <p>${shared(scratch)}</p>`,
      action: t('verify'),
    }));
  if (answer) await doing(() => begin(undefined));
}

/** @param {any} backup */
async function remove(backup) {
  const answer = await ask({
    title: t('backup.delete.title'),
    text: t('backup.delete.text', { when: fullTime(backup.requestedAt) }),
    action: t('backup.delete'),
    dangerous: true,
  });
  if (answer) doing(() => send('DELETE', `backups/${encodeURIComponent(backup.id)}`));
}

/** The database that a backup is restored into. @param {any} backup */
const targetOf = (backup) =>
  sources.some((source) => source.name === backup.dataSource) ? backup.dataSource : sources[0]?.name;

/** @param {any} backup */
async function restore(backup) {
  const target = targetOf(backup);
  const unproven = proofOf(backup);
  const answer = await ask({
    title: t('restore.title', { target: plain(target) }),
    text: html`<ul class="warnings">
        ${isUnproven(unproven) ? unprovenWarnings(unproven) : nothing}
        <li>${t('restore.lost', { when: fullTime(backup.requestedAt), ago: ago(new Date(backup.requestedAt)) })}</li>
        <li>${t(backup.status === 'VERIFIED' ? 'restore.verified' : 'restore.notVerified')}</li>
        <li>${t('restore.safety')}</li>
        <li>${t('restore.kept')}</li>
      </ul>
      <p>${t('restore.confirm', { target: plain(target) })}</p>`,
    fields: [
      { name: 'confirmation', label: t('dataSource'), must: target },
      ...(isUnproven(unproven) ? [unprovenField(unproven)] : []),
    ],
    action: t('restore'),
    dangerous: true,
    run: (confirmations) =>
      send('POST', `backups/${encodeURIComponent(backup.id)}/restoration`, {
        body: { dataSource: target, scope: 'REPLACE', ...confirmations },
      }),
  });
  if (answer) await refresh();
}

/** Whether the failure is told by the storage's own panel. @param {Error} failure */
const isOfStorage = (failure) =>
  Boolean(storage) && failure instanceof Problem && failure.code === UNRECOGNIZED_STORAGE;

/** The storage that is there has become that of the catalog. */
function accepted() {
  isAccepted = true;
  problem = null;
  readSources();
}

/** Compares with the storage; asks first if many backups would be lost sight of. */
async function resync() {
  isAccepted = false;
  await doing(async () => {
    const preview = await send('POST', 'backups/resync', { body: { dryRun: true } });
    const confirmation = preview.confirmation ? await confirmLoss(preview) : undefined;
    if (!preview.confirmation || confirmation) {
      resynced = await send('POST', 'backups/resync', { body: confirmation ? { confirmation } : {} });
    }
  });
  readSources();
}

/** @param {any} preview */
async function confirmLoss(preview) {
  const names = [
    ...preview.missing,
    ...preview.damaged.map((/** @type {any} */ each) => `${each.name}: ${each.reason}`),
  ];
  const answer = await ask({
    title: t('resync.lost.title'),
    text: html`<p>${t('resync.lost.text')}</p>
      <details>
        <summary>${t('resync.lost.list', { n: number(names.length) })}</summary>
        <ul>
          ${names.map((name) => html`<li>${plain(name)}</li>`)}
        </ul>
      </details>
      <p>${t('resync.lost.confirm', { code: preview.confirmation })}</p>`,
    fields: [{ name: 'confirmation', label: t('resync.lost.code'), must: preview.confirmation }],
    action: t('resync.lost.action'),
    dangerous: true,
  });
  return answer?.confirmation;
}

/** @param {string} name */
async function removeOrphan(name) {
  const answer = await ask({
    title: t('orphan.delete.title'),
    text: t('orphan.delete.text', { name: plain(name) }),
    fields: [{ name: 'confirmation', label: t('file'), must: name }],
    action: t('delete'),
    dangerous: true,
  });
  if (!answer) return;
  await doing(async () => {
    await send('POST', 'backups/orphans/deletion', { body: { name, confirmation: answer.confirmation } });
    resynced = { ...resynced, orphans: resynced.orphans.filter((/** @type {string} */ each) => each !== name) };
  });
}

/** What a comparison with the storage has found. @param {boolean} mayDelete */
const comparison = (mayDelete) =>
  html`<div class="panel" role="status">
    <p>
      ${t('resync.done', {
        added: resynced.added.length,
        found: resynced.found.length,
        missing: resynced.missing.length,
        damaged: resynced.damaged.length,
        orphans: resynced.orphans.length,
      })}
    </p>
    <ul>
      ${resynced.damaged.map((/** @type {any} */ each) => html`<li>${plain(each.name)}: ${plain(each.reason)}</li>`)}
      ${resynced.orphans.map(
        (/** @type {string} */ name) =>
          html`<li>
            ${plain(name)}
            ${mayDelete
              ? html`<button type="button" @click=${() => removeOrphan(name)}>${t('delete')}</button>`
              : nothing}
          </li>`,
      )}
    </ul>
  </div>`;

/** The kind of a finding in the reader's language, with the words of the server. @param {any} each */
const findingText = (each) =>
  `${word('severity', each.severity)} · ${word('backupFinding', each.code)} · ${plain(each.object)}: ` +
  `${plain(each.problem)}. ${plain(each.remedy)}.`;

/** @param {any[]} findings */
const findingList = (findings) =>
  html`<ul class="findings">
    ${findings.map(
      (each) =>
        html`<li class=${each.severity === 'REFUSAL' ? 'error' : nothing}>
          <strong>${word('severity', each.severity)}: ${word('backupFinding', each.code)}</strong>
          <span lang="en">${plain(each.object)}: ${plain(each.problem)}. ${plain(each.remedy)}.</span>
        </li>`,
    )}
  </ul>`;

/** @param {string[]} texts */
const bullets = (texts) =>
  html`<ul>
    ${texts.map((each) => html`<li>${each}</li>`)}
  </ul>`;

/** A copy in words. @param {any} copy */
const copyText = (copy) =>
  `${plain(copy.storage)}: ${word('copyState', copy.state)}${copy.problem ? ` (${plain(copy.problem)})` : ''}`;

/** Whether the files are in the storage, if they are not. @param {any} backup */
const fileState = (backup) =>
  isStored(backup) && backup.stored && backup.stored.state !== 'PRESENT'
    ? badge('fileState', backup.stored.state, backup.stored.state === 'REMOVED' ? '' : 'bad')
    : nothing;

async function takeOver() {
  const answer = await ask({
    title: t('import.title'),
    text: t('import.text'),
    action: t('import.action'),
    fields: [
      { name: 'manifest', label: t('import.manifest'), type: 'file' },
      { name: 'file', label: t('file'), type: 'file' },
    ],
  });
  if (answer) doing(() => upload('backups/import', new Blob([answer.manifest, answer.file])));
}

/** What retention keeps, in words. @param {any} retention */
function keeping(retention) {
  const kept = ['keepLast', 'daily', 'weekly', 'monthly', 'yearly']
    .filter((each) => retention[each] > 0)
    .map((each) => t(`retention.${each}`, { n: number(retention[each]) }));
  const limit = retention.maxBytes ? ` ${t('retention.maxBytes', { size: bytes(retention.maxBytes) })}` : '';
  return `${t('retention', { what: kept.join(t('list')) })}${limit}`;
}

/** @param {any} source @param {boolean} mayRun */
function card(source, mayRun) {
  const last = source.lastGood;
  const isOld = !last || (source.maxAgeMillis && Date.now() - Date.parse(last.requestedAt) > source.maxAgeMillis);
  const isBusy = list.items.some((backup) => backup.activity && backup.dataSource === source.name);
  return html`<section class="card ${isOld ? 'bad' : 'good'}">
    <h2>${plain(source.name)}</h2>
    <p class="figure">${last ? ago(new Date(last.requestedAt)) : t('backup.never')}</p>
    <p>
      ${last ? (last.status === 'VERIFIED' ? t('backup.lastVerified') : t('backup.lastGood')) : t('backup.noneGood')}
    </p>
    <p class="count">${t('backup.kept', { n: number(source.stored), size: bytes(source.storedBytes) })}</p>
    <p class="count">${source.retention ? keeping(source.retention) : t('retention.all')}</p>
    ${mayRun
      ? html`<button type="button" class="primary" ?disabled=${isBusy} @click=${() => backUp(source.name)}>
          ${t('backup.now')}
        </button>`
      : nothing}
  </section>`;
}

/** @param {any} backup @param {boolean} mayRun */
function activity(backup, mayRun) {
  const {
    kind,
    bytes: done,
    expectedBytes,
    bytesPerSecond,
    remainingMillis,
    tables,
    expectedTables,
    cancelling,
  } = backup.activity;
  return html`<div class="activity">
    <span>${word('activity', kind)}</span>
    <progress
      max=${expectedBytes || nothing}
      value=${expectedBytes ? Math.min(done, expectedBytes) : nothing}
      aria-label=${word('activity', kind)}
    ></progress>
    <span class="count"
      >${bytes(done)}${bytesPerSecond ? ` · ${bytes(bytesPerSecond)}/s` : ''}${expectedTables
        ? ` · ${t('activity.tables', { done: tables, all: expectedTables })}`
        : ''}${remainingMillis ? ` · ${t('activity.left', { time: span(remainingMillis) })}` : ''}</span
    >
    ${mayRun
      ? html`<button
          type="button"
          class="chip"
          ?disabled=${cancelling}
          @click=${(/** @type {Event} */ e) => {
            e.stopPropagation();
            cancel(backup);
          }}
        >
          ${cancelling ? t('cancelling') : t('cancel')}
        </button>`
      : nothing}
  </div>`;
}

/** Whether a backup may be deleted. @param {any} backup */
const isDeletable = (backup) => isStored(backup) && !backup.activity;

/** @param {any} backup @param {boolean} mayRun @param {boolean} mayDelete */
const row = (backup, mayRun, mayDelete) =>
  html`<tr
    data-id=${backup.id}
    @click=${() => open(backup.id)}
    class=${list.mark(backup)}
    aria-current=${list.isOpen(backup) ? 'true' : nothing}
  >
    <td class="time">
      ${mayDelete && isDeletable(backup)
        ? selection.box(backup.id, `${plain(backup.dataSource)}, ${fullTime(backup.requestedAt)}`)
        : nothing}${time(backup.requestedAt)}
    </td>
    <td class="who"><button class="open" type="button">${plain(backup.dataSource)}</button></td>
    <td class="outcome">${badge('backupStatus', backup.status, TONES[backup.status] ?? '')} ${fileState(backup)}</td>
    <td>
      ${word('trigger', backup.trigger)}${backup.schedule ? `: ${plain(backup.schedule)}` : ''}${backup.actor
        ? ` · ${plain(backup.actor)}`
        : ''}
    </td>
    <td class="took">${backup.stored ? bytes(backup.stored.storedBytes) : ''}</td>
    <td class="took">${backup.durationMillis === undefined ? '' : duration(backup.durationMillis)}</td>
    <td class="what">
      ${backup.activity
        ? activity(backup, mayRun)
        : backup.problem
          ? html`<span class="error">${plain(backup.problem)}</span>`
          : nothing}
    </td>
  </tr>`;

/** The order of the API, the newest first. @type {import('../ordering.js').Order} */
const NEWEST_FIRST = { direction: 'descending' };

function columns() {
  return widths.head([
    { key: 'time', label: t('time'), order: order.of('time', NEWEST_FIRST) },
    { key: 'dataSource', label: t('dataSource'), order: order.of('dataSource') },
    { key: 'status', label: t('status'), order: order.of('status') },
    { key: 'trigger', label: t('trigger'), order: order.of('trigger') },
    { key: 'size', label: t('size'), class: 'took', order: order.of('size') },
    { key: 'took', label: t('took'), class: 'took', order: order.of('took') },
    { key: 'progress', label: t('progress'), grows: true },
  ]);
}

/** Whether the dump ran with rights on the scratch database alone, in words. @param {any} scratch */
const isolation = (scratch) =>
  scratch.isolated ? t('scratch.isolated') : html`${t('scratch.shared')} ${shared(scratch)}`;

/** @param {any} backup @returns {import('../components.js').Fact[]} */
function facts(backup) {
  const { stored, scratch, restoration: restored } = backup;
  const known = manifest?.id === backup.id ? manifest : null;
  return [
    { label: t('dataSource'), value: backup.dataSource },
    { label: t('actor'), value: backup.actor },
    { label: t('schedule'), value: backup.schedule },
    { label: t('proof'), value: proofOf(backup)?.proof && word('proof', proven.proof) },
    { label: t('verifiedAt'), value: backup.verifiedAt && fullTime(backup.verifiedAt) },
    {
      label: t('scratch'),
      value: scratch && isolation(scratch),
      text: scratch && t(scratch.isolated ? 'scratch.isolated' : 'scratch.shared'),
    },
    {
      label: t('copies'),
      value: backup.copies ? bullets(backup.copies.map(copyText)) : null,
      text: backup.copies?.map(copyText).join(t('list')),
    },
    { label: t('notChecked'), value: scratch?.notChecked.map(plain).join(t('list')) },
    {
      label: t('findings'),
      value: backup.findings?.length ? findingList(backup.findings) : null,
      text: backup.findings?.map(findingText).join(' '),
    },
    {
      label: t('restoredAt'),
      value: restored && t('restoredAt.into', { time: fullTime(restored.at), target: plain(restored.target) }),
    },
    {
      label: t('restoreWarnings'),
      value: restored?.warnings.length ? bullets(restored.warnings.map(plain)) : null,
      text: restored?.warnings.map(plain).join(t('list')),
    },
    { label: t('engine'), value: stored?.engine },
    { label: t('tool'), value: stored && (stored.tool ?? t('tool.driver')) },
    {
      label: t('size'),
      value: stored && t('size.of', { stored: bytes(stored.storedBytes), dump: bytes(stored.dumpBytes) }),
    },
    { label: t('took'), value: backup.durationMillis === undefined ? null : duration(backup.durationMillis) },
    {
      label: t('content'),
      value: stored && t('content.of', { tables: number(stored.tables), rows: number(stored.rows) }),
    },
    { label: t('encryptedWith'), value: known && (known.keyId ?? t('notEncrypted')) },
    { label: 'SHA-256', value: known?.sha256 },
    { label: t('file'), value: stored?.file },
    { label: t('node'), value: backup.node },
    { label: 'ID', value: backup.id },
  ];
}

/** @param {any} backup */
const title = (backup) => t('backup.of', { source: plain(backup.dataSource) });

/** @param {any} backup @param {string} href */
const asMarkdown = (backup, href) =>
  markdown.entry(title(backup), href, [
    [word('backupStatus', backup.status), word('trigger', backup.trigger), fullTime(backup.requestedAt)]
      .map(markdown.literal)
      .join(' · '),
    markdown.literal(backup.problem),
    markdown.factList(facts(backup)),
  ]);

/** @param {import('../app.js').Context} context @param {any} backup */
function details(context, backup) {
  const tables = manifest?.id === backup.id ? (manifest.tables ?? []) : [];
  const mayRun = context.may('opsmon:backup:run');
  const mayRestore = context.may('opsmon:backup:restore');
  const isIdle = !backup.activity && mayBeRun(proofOf(backup), mayRestore);
  const source = { backup, proof: proofOf(backup), target: targetOf(backup), isIdle, refresh };
  return html`<p>
      ${badge('backupStatus', backup.status, TONES[backup.status] ?? '')} ${fileState(backup)}
      ${word('trigger', backup.trigger)} · ${fullTime(backup.requestedAt)}
    </p>
    ${backup.problem ? html`<p class="error">${plain(backup.problem)}</p>` : nothing}
    ${backup.activity ? activity(backup, mayRun) : nothing} ${ended?.id === backup.id ? endPanel() : nothing}
    ${unprovenPanel(proofOf(backup), mayRestore)}
    ${isStored(backup)
      ? html`<p class="actions start">
          ${mayRun
            ? html`<button type="button" ?disabled=${!isIdle} @click=${() => verify(backup)}>${t('verify')}</button>`
            : nothing}
          ${context.may('opsmon:backup:download')
            ? html`<a class="button" href=${address(`backups/${encodeURIComponent(backup.id)}/content`)} download
                >${t('download')}</a
              >`
            : nothing}
          <a
            class="button"
            href=${address(`backups/${encodeURIComponent(backup.id)}/manifest`)}
            download=${`${backup.id}.manifest.json`}
            >${t('manifest')}</a
          >
          ${mayRestore
            ? html`<button type="button" class="danger" ?disabled=${!isIdle} @click=${() => restore(backup)}>
                ${t('restore.open')}
              </button>`
            : nothing}
          ${context.may('opsmon:backup:delete')
            ? html`<button type="button" ?disabled=${Boolean(backup.activity)} @click=${() => remove(backup)}>
                ${t('backup.delete')}
              </button>`
            : nothing}
        </p>`
      : nothing}
    <dl>${factList(facts(backup))}</dl>
    ${restoreList()}
    ${tables.length
      ? html`<details>
          <summary>${t('tables', { n: number(tables.length) })}</summary>
          ${table({
            caption: t('tables', { n: number(tables.length) }),
            columns: [
              { label: t('table') },
              { label: t('rows'), class: 'took' },
              ...(mayRestore ? [{ label: t('restore') }] : []),
            ],
            rows: tables.map(
              (/** @type {any} */ each) =>
                html`<tr>
                  <td>${plain(tableName(each))}</td>
                  <td class="took">${number(each.rows)}</td>
                  ${mayRestore ? html`<td>${tableActions(source, each)}</td>` : nothing}
                </tr>`,
            ),
          })}
        </details>`
      : nothing}`;
}

/** @type {import('../app.js').PageContent} */
export default {
  show(context) {
    draw = context.draw;
    mayReadOperations = context.may('opsmon:operation-log:read');
    if (!sources.length) readSources();
    if (isOfSchedules()) {
      schedules.read();
    } else {
      list.follow();
      readChosen();
      live ??= listen('backups', refresh);
    }
  },
  leave() {
    list.leave();
    live?.();
    live = undefined;
    sources = [];
    problem = null;
    resynced = null;
    isAccepted = false;
    ended = null;
    selection.clear();
    readiness?.close();
    schedules.leave();
  },
  view(context) {
    const mayRun = context.may('opsmon:backup:run');
    const tabs = html`<div class="tabs">
      <a href=${link('backups')} aria-current=${isOfSchedules() ? nothing : 'true'}>${t('page.backups')}</a>
      <a href=${link('backups', { tab: 'schedules' })} aria-current=${isOfSchedules() ? 'true' : nothing}
        >${t('schedules')}</a
      >
    </div>`;
    if (isOfSchedules()) {
      return html`<div class="heading">
          <h1>${t('page.backups')}</h1>
          <div class="tools">
            ${mayRun
              ? html`<button type="button" class="primary" @click=${() => go({ schedule: ' ' })}>
                  ${t('schedule.new')}
                </button>`
              : nothing}
          </div>
        </div>
        ${tabs}${schedules.view(mayRun)}`;
    }
    const status = place().parameters.get('status') ?? '';
    const mayDelete = context.may('opsmon:backup:delete');
    return html`<div class="heading">
        <h1>${t('page.backups')}</h1>
        <div class="tools">
          ${widths.resetButton()}
          <label class="choice"
            >${t('status')}
            <select @change=${(/** @type {{target: HTMLSelectElement}} */ { target }) => go({ status: target.value })}>
              <option value="">${t('any')}</option>
              ${STATUSES.map(
                (each) =>
                  html`<option value=${each} ?selected=${each === status}>${word('backupStatus', each)}</option>`,
              )}
            </select></label
          >
          <button type="button" ?disabled=${isInspecting} @click=${inspect}>${t('readiness.inspect')}</button>
          ${mayRun
            ? html`<button type="button" @click=${takeOver}>${t('import')}</button
                ><button type="button" @click=${resync}>${t('resync')}</button>`
            : nothing}
          <button
            type="button"
            @click=${() => {
              list.load();
              readSources();
            }}
            ?disabled=${list.isLoading}
          >
            ${t('refresh')}
          </button>
        </div>
      </div>
      ${tabs}
      ${problem && !isOfStorage(problem) ? html`<p class="panel bad" role="alert">${explain(problem)}</p>` : nothing}
      ${storage ? storagePanel(storage, context.may('opsmon:backup:delete'), accepted) : nothing}
      ${isAccepted
        ? html`<p class="panel" role="status">${t('storage.accepted', { action: t('resync') })}</p>`
        : nothing}
      ${ended && ended.id !== place().parameters.get('id') ? endPanel() : nothing}
      ${resynced ? comparison(context.may('opsmon:backup:delete')) : nothing} ${readiness?.view() ?? nothing}
      <div class="cards sources">${sources.map((source) => card(source, mayRun))}</div>
      ${mayDelete
        ? selection.bar(
            list.items.filter(isDeletable).map((backup) => backup.id),
            {
              action: t('backup.delete'),
              title: (n) => t('backup.delete.selected', { n: number(n) }),
              text: t('backup.delete.selectedText'),
              run: (id) => send('DELETE', `backups/${encodeURIComponent(id)}`),
              after: () => {
                list.load(true);
                readSources();
              },
            },
          )
        : nothing}
      ${list.view(
        () =>
          table({
            caption: t('page.backups'),
            busy: list.isLoading,
            rows: list.rows((backup) => row(backup, mayRun, mayDelete)),
            widths: 'backups',
            columns: columns(),
          }),
        t('none.backups'),
      )}`;
  },
  part: () => (isOfSchedules() ? t('schedules') : ''),
  aside(context) {
    if (isOfSchedules()) return nothing;
    const backup = chosen();
    if (!backup) return sidePanel({ list, title: t('backup'), content: html`<p role="status">${t('loading')}</p>` });
    if (backup.failure) return sidePanel({ list, title: t('backup'), content: notice(explain(backup.failure)) });
    const copies = {
      id: backup.id,
      json: () => backup,
      markdown: (/** @type {string} */ href) => asMarkdown(backup, href),
    };
    return sidePanel({ list, title: title(backup), content: details(context, backup), copies });
  },
};
