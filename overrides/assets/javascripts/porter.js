// The page's side of the porter, a worker that brings what Python starts from. It sets out at once; what it
// brings waits here until PyScript's worker is there and asks.

import { keptStarts } from "./memory.js";

const SLOW = 5; // megabits a second: on such a line the start with fewer bytes is the quicker one

/** Whether the reader wants few bytes. */
export function isSparing() {
  return navigator.connection?.saveData ?? false;
}

/** Whether to start without the image. What is kept for reading offline costs no bytes at all. */
function isLight() {
  const kept = keptStarts();
  if (kept.includes("image")) return false;
  // Not every browser says how fast the line has been.
  return kept.includes("light") || isSparing() || navigator.connection?.downlink < SLOW;
}

export class Porter {
  #worker;
  #port;
  #waiting = [];

  /** Send a porter from `address`; `hear(message)` is told how far it is. */
  constructor(address, hear) {
    const light = isLight();
    this.#pass({ light });
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data }) => (data.goods ? this.#pass(data.goods) : hear(data));
    this.#worker.onerror = () => this.#pass({ problem: "nothing could be brought" });
    this.#worker.postMessage({ light });
  }

  /** Hand over through `port` what is here, and then what comes. */
  deliverTo(port) {
    this.#port = port;
    for (const goods of this.#waiting.splice(0)) this.#pass(goods);
  }

  dismiss() {
    this.#worker.terminate();
  }

  #pass(goods) {
    const handed = goods.image ? [goods.image.pages.buffer] : []; // not copied
    if (this.#port) this.#port.postMessage(goods, handed);
    else this.#waiting.push(goods);
  }
}
