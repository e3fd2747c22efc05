// Being told that something has changed.

import { address } from './api.js';

const FALLBACK_MILLIS = 3_000;

/**
 * Listens until it is told not to. Where server-sent events do not get through, it is looked every few seconds.
 * @param {string} topic
 * @param {() => void} changed called when there is something new, and the page is seen
 * @returns {() => void} ends it
 */
export function listen(topic, changed) {
  /** @type {number | undefined} */
  let timer;
  const tell = () => {
    if (!document.hidden) changed();
  };
  const source = new EventSource(address('events', new URLSearchParams({ topics: topic })));
  source.addEventListener(topic, tell);
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED && timer === undefined) timer = setInterval(tell, FALLBACK_MILLIS);
  };
  document.addEventListener('visibilitychange', tell);
  return () => {
    source.close();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tell);
  };
}
