// In PyScript's worker: what the porter brings, and what the page says of it. Both come through channels of their own,
// since PyScript hands every message of the page to a program that is not there yet.

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
  const take = ({ data }) => {
    for (const [name, { resolve, reject }] of Object.entries(settle)) {
      if (data.problem) reject(new Error(data.problem));
      else if (name in data) resolve(data[name]);
    }
  };
  const [brought, said] = [new MessageChannel(), new MessageChannel()];
  for (const { port1 } of [brought, said]) port1.onmessage = take;
  const wants = { goods: brought.port2, words: said.port2 };
  self.postMessage({ wants }, [wants.goods, wants.words]);
  return goods;
}
