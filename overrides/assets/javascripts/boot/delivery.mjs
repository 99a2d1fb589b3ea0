// In PyScript's worker: what the page's porter brings. It comes through a channel of its own, since PyScript
// hands every message of the page to a program that is not there yet.

/** Promises of the goods: `program`, and either `image` or `archives`; `light` tells which. */
export function expectDelivery() {
  const goods = {};
  const settle = {};
  for (const name of ["light", "program", "image", "archives"]) {
    goods[name] = new Promise((resolve, reject) => {
      settle[name] = { resolve, reject };
    });
    goods[name].catch(() => {}); // who waits for it hears of it
  }
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    for (const [name, { resolve, reject }] of Object.entries(settle)) {
      if (data.problem) reject(new Error(data.problem));
      else if (name in data) resolve(data[name]);
    }
  };
  self.postMessage({ wants: port2 }, [port2]);
  return goods;
}
