// One event stream for all tabs of a browser, which opens few connections to a host. Each tab posts the topics that it
// wants, none while it is hidden or when it is closed.

import { EventStream } from './events.js';

/** @type {Map<MessagePort, string[]>} */
const tabs = new Map();
let isThrough = true;

const stream = new EventStream(
  (topic) => tabs.forEach((topics, port) => topics.includes(topic) && port.postMessage({ topic })),
  (isOpen) => {
    isThrough = isOpen;
    tabs.forEach((topics, port) => port.postMessage({ isOpen }));
  },
);

addEventListener('connect', (event) => {
  const [port] = /** @type {MessageEvent} */ (event).ports;
  port.onmessage = ({ data }) => {
    if (data.topics.length) tabs.set(port, data.topics);
    else tabs.delete(port);
    port.postMessage({ isOpen: isThrough });
    stream.want([...tabs.values()].flat());
  };
});
