// Starts Pyodide from plain files, the way it comes, with numpy and our package: where all else has failed.
import { answering } from "./answers.mjs";
import { Meter } from "./meter.mjs";

const ask = fetch.bind(self); // later on, Pyodide's requests are answered with what this brings

/** Start Python from `place.plain`, [{url, size, integrity}], all of them downloaded at once. */
export async function startPlain(place, tell) {
  const meter = new Meter(place.plain, tell);
  const { answers, broken } = downloadAll(place.plain, meter);
  const options = {
    indexURL: place.python,
    lockFileContents: place.lock,
    packageBaseUrl: place.packages,
    packages: ["numpy", "onefilter"],
  };
  // Pyodide may wait for ever for a download that failed.
  const python = await answering(answers, () => Promise.race([place.loadPyodide(options), broken]));
  meter.report("start");
  return python;
}

/** `answers`, a Map of promised responses by address, and `broken`, which rejects when one fails. */
function downloadAll(files, meter) {
  let fail;
  const broken = new Promise((_, reject) => {
    fail = reject;
  });
  broken.catch(() => {}); // who races against it hears of it
  const downloads = files.map((file) => {
    // What a cache has damaged is asked for anew.
    const response = brought(file, "default", meter).catch(() => brought(file, "reload", meter));
    response.catch(fail);
    return [file.url, response];
  });
  return { answers: new Map(downloads), broken };
}

/** A file that is what was built, counted as it comes. */
async function brought({ url, integrity }, cache, meter) {
  const answer = await ask(url, { cache }).catch(() => ({}));
  if (!answer.ok) throw new Missing(url, answer.status);
  const body = answer.body.pipeThrough(counting(meter));
  // Only the type is kept: the length may be that of the compressed file.
  const headers = { "content-type": answer.headers.get("content-type") ?? "" };
  return verified(new Response(body, { headers }), integrity).catch(() => {
    throw new Missing(url);
  });
}

/** The browser looks at the hash itself, everywhere; asked to do so earlier, it would tell of no progress. */
async function verified(response, integrity) {
  const address = URL.createObjectURL(await response.blob());
  try {
    return await ask(address, { integrity });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function counting(meter) {
  return new TransformStream({
    transform(chunk, stream) {
      meter.add(chunk.byteLength);
      stream.enqueue(chunk);
    },
  });
}

class Missing extends Error {
  /** A file that cannot be had whole; `failure` is for the page to put into words. */
  constructor(url, status) {
    const file = url.split("/").pop();
    super(`${file} could not be loaded`);
    this.failure = { file, status };
  }
}
