// A worker that brings what Python starts from while the page is still busy with PyScript. It asks for the
// large files before anything else.
import { bring } from "./bring.mjs";
import { packed } from "./files.mjs";

let receive;
const wanted = new Promise((resolve) => {
  receive = resolve;
});
/** Hand `goods` to PyScript's worker, once it wants them. */
const hand = async (goods, transferred = []) => (await wanted).postMessage(goods, transferred);

self.onmessage = ({ data: { light, port } }) => (port ? receive(port) : work(light));

async function work(light) {
  const files = [packed.program, light ? packed.light : packed.image, packed.decoder];
  const answers = new Map(files.map(({ url }) => [url, fetch(url)]));
  for (const answer of answers.values()) answer.catch(() => {}); // whoever takes it hears of it
  try {
    await bring(answers, light, hand);
  } catch ({ message }) {
    await hand({ problem: message });
  }
}
