// The page's side of the porter, a worker that brings what Python starts from. It sets out at once; what it
// brings waits here until PyScript's worker is there and asks.

import { keptStarts } from "./memory.js";

/** Whether the reader wants few bytes. */
export function isSparing() {
  return navigator.connection?.saveData ?? false;
}

/** Whether the line is as slow as 3G, where fewer bytes start sooner. Not every browser says so, and the speed
 * in figures, which some tell as well, is a guess: over the fastest line to a near host it is often 1.5. */
function isSlow() {
  return /[23]g$/.test(navigator.connection?.effectiveType ?? "");
}

/** Whether to start without the image. What is kept for reading offline costs no bytes at all. */
function isLight() {
  const kept = keptStarts();
  if (kept.includes("image")) return false;
  return kept.includes("light") || isSparing() || isSlow();
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
