// The page's side of the porter, a worker that brings what Python starts from. It sets out at once; what it
// brings waits here until PyScript's worker is there and asks.

/** Whether few bytes matter more than a quick start. */
export function isSparing() {
  return navigator.connection?.saveData ?? false;
}

export class Porter {
  #worker;
  #port;
  #waiting = [];

  /** Send a porter from `address`; `hear(message)` is told how far it is. */
  constructor(address, hear) {
    const light = isSparing();
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
