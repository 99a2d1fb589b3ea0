// The page's side of the porter, a worker that brings what Python starts from. It sets out at once; what it
// brings waits with it until PyScript's worker is there and asks.

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
    this.#tell({ light });
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data }) => hear(data);
    this.#worker.onerror = () => this.#tell({ problem: "nothing could be brought" });
    this.#worker.postMessage({ light });
  }

  /** Let goods go straight through their port, since the page may be busy; by `words` it tells what it knows. */
  deliverTo({ goods, words }) {
    this.#worker.postMessage({ port: goods }, [goods]);
    this.#port = words;
    for (const told of this.#waiting.splice(0)) this.#tell(told);
  }

  /** End it: once all that it brings has arrived, or nobody wants it any more. */
  dismiss() {
    this.#worker.terminate();
  }

  #tell(words) {
    if (this.#port) this.#port.postMessage(words);
    else this.#waiting.push(words);
  }
}
