// Schedules of backups: the list, and the form for one.

import { html, nothing } from './vendor/lit-html/lit-html.js';
import { get, send } from './api.js';
import { cronOf, inWords, planOf } from './cron.js';
import { fullTime, plain } from './format.js';
import { t } from './i18n.js';
import { ask, explain, notice, table, time, problemPanel } from './components.js';
import { go, place } from './router.js';

const TYPING_MILLIS = 400;
/** Of a new schedule. */
const START = '0 30 3 * * *';
const KINDS = /** @type {import('./cron.js').Plan['kind'][]} */ (['daily', 'weekly', 'monthly', 'custom']);
/** Days of the week, from Monday. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];
/** Days that every month has, and the last one. Other days are for a custom expression. */
const MONTH = [...Array.from({ length: 28 }, (_, i) => String(i + 1)), 'L'];

export class Schedules {
  /** @type {any[] | null} */ #items = null;
  /** @type {Error | null} */ #problem = null;
  /** @type {number | undefined} */ #typing;
  /** What the form builds; null until it is open. @type {import('./cron.js').Plan | null} */ #plan = null;
  /** The expression of the plan. */ #cron = START;
  /** The schedule that the form is of. */ #planned = '';

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
    const problem = this.#problem ? html`<p class="panel bad" role="alert">${explain(this.#problem)}</p>` : nothing;
    return html`${problem}${form}
    ${this.#items.length
      ? table({
          caption: t('schedules'),
          columns: ['name', 'dataSource', 'when', 'next', 'actions'].map((key) => ({ label: t(key) })),
          rows: this.#items.map((schedule) => this.#row(schedule, mayRun)),
        })
      : notice(t('none.schedules'))}`;
  }

  /** @param {any} schedule @param {boolean} mayRun */
  #row(schedule, mayRun) {
    return html`<tr>
      <td class="who">
        ${plain(schedule.id)} ${schedule.enabled ? nothing : html`<span class="badge">${t('off')}</span>`}
        ${schedule.problem ? html`<p class="error">${plain(schedule.problem)}</p>` : nothing}
      </td>
      <td>${plain(schedule.dataSource)}</td>
      <td>
        <span title=${plain(schedule.cron)}>${inWords(schedule.cron)}</span>
        <span class="count"> ${plain(schedule.zone)}${schedule.verify ? ` · ${t('verifyEach')}` : ''}</span>
      </td>
      <td>
        <ol class="times">
          ${schedule.preview.map((/** @type {string} */ each) => html` <li>${time(each)}</li>`)}
        </ol>
      </td>
      <td>
        ${schedule.origin === 'CONFIGURATION'
          ? html` <span class="count">${t('schedule.configured')}</span>`
          : mayRun
            ? html` <button type="button" @click=${() => go({ schedule: schedule.id })}>${t('change')}</button>
                <button type="button" @click=${() => this.#remove(schedule)}>${t('delete')}</button>`
            : nothing}
      </td>
    </tr>`;
  }

  /** Begins with what the schedule is. @param {any} schedule @returns {import('./cron.js').Plan} */
  #planFor(schedule) {
    const of = schedule?.id ?? '';
    if (!this.#plan || this.#planned !== of) {
      this.#cron = schedule?.cron ?? START;
      this.#plan = planOf(this.#cron);
      this.#planned = of;
    }
    return this.#plan;
  }

  /** @param {any} schedule being changed; null for a new one */
  #editor(schedule) {
    const zone = schedule?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const plan = this.#planFor(schedule);
    const save = (/** @type {SubmitEvent} */ e) => this.#save(e);
    const typed = (/** @type {Event} */ e) => this.#typed(e);
    return html`<form class="panel editor" @submit=${save} @input=${typed} @change=${typed}>
      <h2>${schedule ? t('schedule.change', { id: plain(schedule.id) }) : t('schedule.new')}</h2>
      <div class="row">
        <label
          >${t('name')}<input
            name="id"
            required
            pattern="[a-z0-9_\\-]+"
            .value=${schedule?.id ?? ''}
            ?readonly=${Boolean(schedule)}
            title=${t('schedule.name.help')}
            autocomplete="off"
        /></label>
        <label
          >${t('dataSource')}<select name="dataSource">
            ${this.sources().map(
              (source) =>
                html` <option ?selected=${source.name === schedule?.dataSource}>${plain(source.name)}</option>`,
            )}
          </select></label
        >
        <label
          >${t('zone')}<input name="zone" list="zones" .value=${zone} autocomplete="off" />
          <datalist id="zones">${ZONES.map((each) => html`<option value=${each}></option>`)}</datalist></label
        >
        <label
          >${t('retries')}<input name="retries" type="number" min="0" max="20" .value=${String(schedule?.retries ?? 3)}
        /></label>
      </div>
      <div class="row">${this.#builder(plan)}</div>
      <output .textContent=${schedule ? told(schedule.cron, schedule.preview) : inWords(START)}></output>
      <div class="row">
        <label class="check"
          ><input type="checkbox" name="enabled" ?checked=${schedule?.enabled ?? true} /> ${t('enabled')}</label
        >
        <label class="check"
          ><input type="checkbox" name="verify" ?checked=${schedule?.verify ?? true} /> ${t('verifyEach')}</label
        >
      </div>
      <p class="actions">
        <button type="button" @click=${() => this.#close()}>${t('cancel')}</button>
        <button type="submit" class="primary">${t('save')}</button>
      </p>
    </form>`;
  }

  /** When it runs. @param {import('./cron.js').Plan} plan */
  #builder(plan) {
    const choose = (/** @type {any} */ e) => {
      // Another kind begins with what was chosen.
      this.#cron = chosenCron(new FormData(e.target.form), plan.kind) || this.#cron;
      this.#plan = { ...planOf(this.#cron), kind: e.target.value };
      this.draw();
    };
    const { kind, at, days, day } = plan;
    return html`<label
        >${t('schedule.repeat')}<select name="repeat" @change=${choose}>
          ${KINDS.map(
            (each) => html`<option value=${each} ?selected=${each === kind}>${t(`schedule.${each}`)}</option>`,
          )}
        </select></label
      >
      ${kind === 'weekly'
        ? html`<fieldset class="days">
            <legend>${t('schedule.days')}</legend>
            ${WEEK.map(
              (each) =>
                html`<label class="check"
                  ><input type="checkbox" name="day" value=${each} ?checked=${days.includes(each)} /> ${t(
                    `day.${each}`,
                  )}</label
                >`,
            )}
          </fieldset>`
        : nothing}
      ${kind === 'monthly'
        ? html`<label
            >${t('schedule.day')}<select name="monthDay">
              ${MONTH.map(
                (each) =>
                  html`<option value=${each} ?selected=${each === day}>
                    ${each === 'L' ? t('schedule.lastDay') : each}
                  </option>`,
              )}
            </select></label
          >`
        : nothing}
      ${kind === 'custom'
        ? html`<label class="wide"
              >${t('cron')}<input
                name="cron"
                required
                .value=${this.#cron}
                aria-describedby="cron-help"
                autocomplete="off"
            /></label>
            <p id="cron-help" class="count">${t('cron.help')}</p>`
        : html`<label>${t('schedule.at')}<input name="at" type="time" required .value=${at} /></label>`}`;
  }

  #close() {
    this.#problem = null;
    this.#plan = null;
    go({ schedule: null });
  }

  /** Shows what a schedule would do, once nobody types any more. @param {Event} event */
  #typed(event) {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    clearTimeout(this.#typing);
    const first = /** @type {HTMLInputElement | null} */ (form.querySelector('[name=day]'));
    first?.setCustomValidity(form.querySelector('[name=day]:checked') ? '' : t('schedule.noDay'));
    this.#typing = setTimeout(() => showPreview(form), TYPING_MILLIS);
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const id = String(data.get('id')).trim();
    const body = {
      id,
      cron: chosenCron(data),
      zone: String(data.get('zone')).trim() || 'UTC',
      dataSource: String(data.get('dataSource')),
      enabled: data.has('enabled'),
      verify: data.has('verify'),
      retries: Number(data.get('retries')),
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
    this.#plan = null;
    go({ schedule: null });
    this.read();
  }

  /** @param {any} schedule */
  async #remove(schedule) {
    const answer = await ask({
      title: t('schedule.delete.title', { id: plain(schedule.id) }),
      text: t('schedule.delete.text'),
      action: t('delete'),
      dangerous: true,
      run: () => send('DELETE', `backup-schedules/${encodeURIComponent(schedule.id)}`),
    });
    if (answer) this.read();
  }
}

/**
 * The expression that a form means; empty if it is not complete.
 * @param {FormData} data @param {unknown} [repeat] the kind that the form shows
 */
function chosenCron(data, repeat = data.get('repeat')) {
  const kind = /** @type {import('./cron.js').Plan['kind']} */ (String(repeat));
  if (kind === 'custom') return String(data.get('cron') ?? '').trim();
  const at = String(data.get('at') ?? '');
  const days = data.getAll('day').map(Number);
  if (!at || (kind === 'weekly' && !days.length)) return '';
  return cronOf({ kind, at, days, day: String(data.get('monthDay') ?? '1') });
}

/** A schedule in words, with its next times. @param {string} cron @param {string[]} next */
const told = (cron, next) => [inWords(cron), ...next.map((each) => fullTime(each))].join('\n');

/** The zones that the browser knows. */
const ZONES = Intl.supportedValuesOf('timeZone');

/** @param {HTMLFormElement} form */
async function showPreview(form) {
  const output = /** @type {HTMLElement} */ (form.querySelector('output'));
  const data = new FormData(form);
  const cron = chosenCron(data);
  if (!cron) {
    output.textContent = '';
    return;
  }
  try {
    const parameters = new URLSearchParams({ cron, zone: String(data.get('zone') ?? '') || 'UTC' });
    const { next } = await get('backup-schedules/preview', parameters);
    output.textContent = told(cron, next);
    output.className = '';
  } catch (failure) {
    output.textContent = /** @type {Error} */ (failure).message;
    output.className = 'error';
  }
}
