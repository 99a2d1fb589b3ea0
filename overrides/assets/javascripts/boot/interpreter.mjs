// What PyScript loads in its worker as "Pyodide": a Python thawed from an image, with our package in place,
// or, whatever goes wrong, one started from plain files.
import { expectDelivery } from "./delivery.mjs";
import { hideStackSwitching } from "./engine.mjs";
import { startLight } from "./light.mjs";
import * as place from "./place.mjs";
import { startPlain } from "./plain.mjs";
import { thaw } from "./thaw.mjs";

hideStackSwitching();
doWithoutDatabase();
tellOfTheEnd();
const goods = expectDelivery();
// Whatever Python starts from needs this module: it may come before the page has time to say what that is.
import(`${place.python}pyodide.asm.mjs`).catch(() => {}); // who needs it hears of it
const tell = (boot) => self.postMessage({ boot });
const started = start(); // at once: PyScript has other things to do before it asks
started.catch(() => {}); // who asks hears of it

export const version = place.version;

/** What PyScript calls. */
export async function loadPyodide({ stdout, stderr } = {}) {
  const python = await started;
  if (stdout) python.setStdout({ batched: stdout });
  if (stderr) python.setStderr({ batched: stderr });
  return python;
}

async function start() {
  try {
    const light = await goods.light;
    const python = await (light ? startLight : thaw)(goods, place);
    self.postMessage({ source: light ? "light" : "image" });
    return python;
  } catch (error) {
    console.warn(`Python starts from plain files: ${error.message}`);
  }
  try {
    const python = await startPlain(place, tell);
    self.postMessage({ source: "plain" });
    return python;
  } catch (error) {
    self.postMessage({ failure: error.failure ?? { message: error.message } });
    throw error;
  }
}

/** PyScript looks into a database that nobody here fills. Where none may be opened it would end: give it an empty one. */
function doWithoutDatabase() {
  const answered = (result) => {
    const request = { result };
    queueMicrotask(() => request.onsuccess({ target: request }));
    return request;
  };
  const found = { getAllKeys: [], count: 0 };
  const store = new Proxy({}, { get: (_, verb) => () => answered(found[verb]) });
  const database = { transaction: () => ({ objectStore: () => store }), close() {} };
  Object.defineProperty(self, "indexedDB", { value: { open: () => answered(database) } });
}

/**
 * A worker that dies cannot say so. It holds a lock, and tells the page its name, so that the page gets it then. Over
 * plain http there are none, and nothing else that browsers have tells: there, readers can stop what seems to run.
 */
function tellOfTheEnd() {
  const lock = self.crypto.randomUUID?.();
  const held = navigator.locks?.request(lock, () => {
    self.postMessage({ lives: lock });
    return new Promise(() => {});
  });
  held?.catch(() => {}); // where nothing may be stored, nothing may be locked
}
