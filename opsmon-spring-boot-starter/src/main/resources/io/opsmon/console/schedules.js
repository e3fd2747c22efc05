// Schedules of backups: the list, and the form for one.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { get, send } from './api.js';
import { inWords } from './cron.js';
import { fullTime, plain } from './format.js';
import { t } from './i18n.js';
import { ask, explain, notice, table, time, problemPanel } from './components.js';
import { go, place } from './router.js';

const TYPING_MILLIS = 400;

export class Schedules {
  /** @type {any[] | null} */ #items = null;
  /** @type {Error | null} */ #problem = null;
  /** @type {number | undefined} */ #typing;

  /** @param {() => any[]} sources the data sources @param {() => void} draw */
  constructor(sources, draw) {
    this.sources = sources;
    this.draw = draw;
  }

  async read() {
    try {
      this.#items = (await get('backup-schedules')).items;
      this.#problem = null;
    } catch (failure) {
      this.#problem = /** @type {Error} */ (failure);
    }
    this.draw();
  }

  leave() {
    this.#problem = null;
  }

  /** The schedule that is edited; null for a new one. */
  get #edited() {
    return this.#items?.find((each) => each.id === place().parameters.get('schedule')) ?? null;
  }

  /** @param {boolean} mayRun */
  view(mayRun) {
    const form = place().parameters.get('schedule') && mayRun && this.#items ? this.#editor(this.#edited) : nothing;
    if (this.#problem && !this.#items) return problemPanel(this.#problem, () => this.read());
    if (!this.#items) return html`<p class="notice" role="status">${t('loading')}</p>`;
    return html`${this.#problem ? html`<p class="panel bad" role="alert">${explain(this.#problem)}</p>` : nothing}${form}
      ${this.#items.length ? table({
        caption: t('schedules'),
        columns: [{ label: t('name') }, { label: t('dataSource') }, { label: t('when') }, { label: t('next') }, { label: t('actions') }],
        rows: this.#items.map((schedule) => this.#row(schedule, mayRun)),
      }) : notice(t('none.schedules'))}`;
  }

  /** @param {any} schedule @param {boolean} mayRun */
  #row(schedule, mayRun) {
    return html`<tr>
      <td class="who">${plain(schedule.id)} ${schedule.enabled ? nothing : html`<span class="badge">${t('off')}</span>`}
        ${schedule.problem ? html`<p class="error">${plain(schedule.problem)}</p>` : nothing}</td>
      <td>${plain(schedule.dataSource)}</td>
      <td>${inWords(schedule.cron)}<span class="count"> ${plain(schedule.zone)}${schedule.verify ? ` · ${t('verifyEach')}` : ''}</span></td>
      <td><ol class="times">${schedule.preview.map((/** @type {string} */ each) => html`<li>${time(each)}</li>`)}</ol></td>
      <td>${schedule.origin === 'CONFIGURATION' ? html`<span class="count">${t('schedule.configured')}</span>` : mayRun ? html`
        <button type="button" @click=${() => go({ schedule: schedule.id })}>${t('change')}</button>
        <button type="button" @click=${() => this.#remove(schedule)}>${t('delete')}</button>` : nothing}</td></tr>`;
  }

  /** @param {any} schedule being changed; null for a new one */
  #editor(schedule) {
    const zone = schedule?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return html`<form class="panel editor" @submit=${(/** @type {SubmitEvent} */ e) => this.#save(e)} @input=${(/** @type {Event} */ e) => this.#typed(e)}>
      <h2>${schedule ? t('schedule.change', { id: plain(schedule.id) }) : t('schedule.new')}</h2>
      <div class="row">
        <label>${t('name')}<input name="id" required pattern="[a-z0-9_\\-]+" .value=${schedule?.id ?? ''} ?readonly=${Boolean(schedule)} autocomplete="off"></label>
        <label>${t('dataSource')}<select name="dataSource">${this.sources().map((source) => html`<option ?selected=${source.name === schedule?.dataSource}>${plain(source.name)}</option>`)}</select></label>
        <label>${t('cron')}<input name="cron" required .value=${schedule?.cron ?? '0 30 3 * * *'} aria-describedby="cron-help" autocomplete="off"></label>
        <label>${t('zone')}<input name="zone" list="zones" .value=${zone} autocomplete="off"><datalist id="zones">${ZONES.map((each) => html`<option value=${each}></option>`)}</datalist></label>
        <label>${t('retries')}<input name="retries" type="number" min="0" max="20" .value=${String(schedule?.retries ?? 3)}></label>
        <label class="check"><input type="checkbox" name="enabled" ?checked=${schedule?.enabled ?? true}> ${t('enabled')}</label>
        <label class="check"><input type="checkbox" name="verify" ?checked=${schedule?.verify ?? true}> ${t('verifyEach')}</label>
      </div>
      <p id="cron-help" class="count">${t('cron.help')}</p>
      <output .textContent=${schedule ? told(schedule.cron, schedule.preview) : ''}></output>
      <p class="actions"><button type="button" @click=${() => this.#close()}>${t('cancel')}</button><button type="submit" class="primary">${t('save')}</button></p></form>`;
  }

  #close() {
    this.#problem = null;
    go({ schedule: null });
  }

  /** Shows what a schedule would do, once nobody types any more. @param {Event} event */
  #typed(event) {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => showPreview(form), TYPING_MILLIS);
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const id = String(data.get('id')).trim();
    const body = {
      id, cron: String(data.get('cron')).trim(), zone: String(data.get('zone')).trim() || 'UTC', dataSource: String(data.get('dataSource')),
      enabled: data.has('enabled'), verify: data.has('verify'), retries: Number(data.get('retries')),
    };
    try {
      // A new one never takes the place of another.
      if (this.#edited) await send('PUT', `backup-schedules/${encodeURIComponent(id)}`, { body });
      else await send('POST', 'backup-schedules', { body });
    } catch (failure) {
      this.#problem = /** @type {Error} */ (failure);
      this.draw();
      return;
    }
    go({ schedule: null });
    this.read();
  }

  /** @param {any} schedule */
  async #remove(schedule) {
    const answer = await ask({
      title: t('schedule.delete.title', { id: plain(schedule.id) }), text: t('schedule.delete.text'), action: t('delete'), dangerous: true,
      run: () => send('DELETE', `backup-schedules/${encodeURIComponent(schedule.id)}`),
    });
    if (answer) this.read();
  }
}

/** A schedule in words, with its next times. @param {string} cron @param {string[]} next */
const told = (cron, next) => [inWords(cron), ...next.map((each) => fullTime(each))].join('\n');

/** The zones that the browser knows. */
const ZONES = Intl.supportedValuesOf('timeZone');

/** @param {HTMLFormElement} form */
async function showPreview(form) {
  const output = /** @type {HTMLElement} */ (form.querySelector('output'));
  const data = new FormData(form);
  const cron = String(data.get('cron') ?? '').trim();
  if (!cron) {
    output.textContent = '';
    return;
  }
  try {
    const { next } = await get('backup-schedules/preview', new URLSearchParams({ cron, zone: String(data.get('zone') ?? '') || 'UTC' }));
    output.textContent = told(cron, next);
    output.className = '';
  } catch (failure) {
    output.textContent = /** @type {Error} */ (failure).message;
    output.className = 'error';
  }
}
