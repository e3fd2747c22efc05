// Being told that something has changed: by one event stream for all tabs of the browser, and while the page is seen.

import { EventStream } from './events.js';

const FALLBACK_MILLIS = 3_000;

/** @type {Map<string, Set<() => void>>} */
const listeners = new Map();
/** Looks every few seconds where events do not get through. @type {number | undefined} */
let timer;
/** Posts the topics that this tab wants. @type {((topics: string[]) => void) | undefined} */
let post;

/** @param {string} topic */
const tell = (topic) => listeners.get(topic)?.forEach((changed) => changed());
const tellAll = () => [...listeners.keys()].forEach(tell);

let isThrough = true;
/** Called when events get through again, or no longer. @type {Set<() => void>} */
const watchers = new Set();

/** Whether events get through; otherwise the lists are read every few seconds. */
export const isConnected = () => isThrough && navigator.onLine;

/** @param {() => void} changed called when {@link isConnected} may have changed */
export function watchConnection(changed) {
  watchers.add(changed);
}

/** @param {boolean} isOpen */
function state(isOpen) {
  if (isThrough !== isOpen) {
    isThrough = isOpen;
    watchers.forEach((changed) => changed());
  }
  clearInterval(timer);
  timer = isOpen ? undefined : setInterval(() => document.hidden || tellAll(), FALLBACK_MILLIS);
}

/** A stream of this tab, where the browser has no shared workers, or none of modules. */
function own() {
  const stream = new EventStream(tell, state);
  return (/** @type {string[]} */ topics) => stream.want(topics);
}

function shared() {
  const worker = new SharedWorker(new URL('live-worker.js', import.meta.url), {
    type: 'module',
    name: new URL('.', document.baseURI).href,
  });
  worker.onerror = () => {
    post = own();
    publish();
  };
  worker.port.onmessage = ({ data }) => (data.topic ? tell(data.topic) : state(data.isOpen));
  return (/** @type {string[]} */ topics) => worker.port.postMessage({ topics });
}

function publish() {
  if (!post && !listeners.size) return;
  post ??= 'SharedWorker' in globalThis ? shared() : own();
  post(document.hidden ? [] : [...listeners.keys()]);
  if (!listeners.size) state(true);
}

document.addEventListener('visibilitychange', () => {
  publish();
  if (!document.hidden) tellAll();
});
addEventListener('pagehide', () => post?.([]));
addEventListener('pageshow', (event) => event.persisted && publish());

/**
 * Listens until it is told not to. Where server-sent events do not get through, it is looked every few seconds.
 * @param {string} topic
 * @param {() => void} changed called when there is something new, and the page is seen
 * @returns {() => void} ends it
 */
export function listen(topic, changed) {
  const others = listeners.get(topic) ?? new Set();
  others.add(changed);
  listeners.set(topic, others);
  publish();
  return () => {
    others.delete(changed);
    if (!others.size) listeners.delete(topic);
    publish();
  };
}
