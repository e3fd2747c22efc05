// An event stream of what has changed.

import { address } from './api.js';

const RETRY_MILLIS = 30_000;
/** The server ends a stream every minute, and the browser opens it again: only a longer gap is an outage. */
const GAP_MILLIS = 4_000;

/** One stream for several topics. It is opened anew when the topics change, and none is open without topics. */
export class EventStream {
  /** @type {EventSource | undefined} */ #source;
  /** @type {number | undefined} */ #retry;
  /** @type {number | undefined} */ #gap;
  #topics = '';
  #hasOpened = false;

  /**
   * @param {(topic: string) => void} changed
   * @param {(isOpen: boolean) => void} state told whether events get through
   */
  constructor(changed, state) {
    this.changed = changed;
    this.state = state;
  }

  /** @param {Iterable<string>} topics */
  want(topics) {
    const wanted = [...new Set(topics)].sort().join(',');
    if (wanted === this.#topics) return;
    this.#topics = wanted;
    this.#open();
  }

  #open() {
    clearTimeout(this.#retry);
    clearTimeout(this.#gap);
    this.#source?.close();
    this.#source = undefined;
    if (!this.#topics) return;
    const topics = this.#topics.split(',');
    const source = new EventSource(address('events', new URLSearchParams({ topics: this.#topics })));
    this.#source = source;
    for (const topic of topics) source.addEventListener(topic, () => this.changed(topic));
    source.onopen = () => {
      clearTimeout(this.#gap);
      this.state(true);
      // What has changed between two connections is not told.
      if (this.#hasOpened) topics.forEach((topic) => this.changed(topic));
      this.#hasOpened = true;
    };
    source.onerror = () => {
      clearTimeout(this.#gap);
      if (source.readyState !== EventSource.CLOSED) {
        this.#gap = setTimeout(() => this.state(false), GAP_MILLIS);
        return;
      }
      this.state(false);
      this.#retry = setTimeout(() => this.#open(), RETRY_MILLIS);
    };
  }
}
