// What PyScript loads in its worker as "Pyodide": a Python thawed from an image, with our package in place,
// or, whatever goes wrong, one started from plain files.
import { expectDelivery } from "./delivery.mjs";
import { hideStackSwitching } from "./engine.mjs";
import { startLight } from "./light.mjs";
import * as place from "./place.mjs";
import { startPlain } from "./plain.mjs";
import { thaw } from "./thaw.mjs";

hideStackSwitching();
tellOfTheEnd();
const goods = expectDelivery();
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

/**
 * A worker that dies cannot say so. It holds a lock, which the page gets then; and one end of a channel, since there
 * are locks only where the page came by https or from this machine. Not every browser tells of a channel's end.
 */
function tellOfTheEnd() {
  const { port1, port2 } = new MessageChannel();
  self.lifeline = port1;
  self.postMessage({ lives: { port: port2 } }, [port2]);
  const lock = self.crypto.randomUUID?.();
  const held = navigator.locks?.request(lock, () => {
    self.postMessage({ lives: { lock } });
    return new Promise(() => {});
  });
  held?.catch(() => {}); // where nothing may be stored, nothing may be locked
}
