// A worker that brings what Python starts from while the page is still busy with PyScript. It asks for the
// large files before anything else.
import { bring } from "./bring.mjs";
import { packed } from "./files.mjs";

self.onmessage = async ({ data: { light } }) => {
  const files = [packed.program, light ? packed.light : packed.image, packed.decoder];
  const answers = new Map(files.map(({ url }) => [url, fetch(url)]));
  for (const answer of answers.values()) answer.catch(() => {}); // whoever takes it hears of it
  try {
    await bring(answers, light);
  } catch ({ message }) {
    self.postMessage({ goods: { problem: message } });
  }
  self.close();
};
