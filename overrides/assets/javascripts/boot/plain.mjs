// Starts Pyodide from plain files, the way it comes, with numpy and our package: where all else has failed.
import { answering } from "./answers.mjs";
import { Meter } from "./meter.mjs";

/** Start Python from `place.plain`, [{url, size}], all of them downloaded at once. */
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
    fail = (url) => (error) => {
      reject(new Error(`${url.split("/").pop()} could not be loaded (${error.message}).`));
    };
  });
  broken.catch(() => {}); // who races against it hears of it
  const downloads = files.map(({ url }) => {
    const response = fetch(url).then((answer) => counted(answer, meter, fail(url)));
    response.catch(fail(url));
    return [url, response];
  });
  return { answers: new Map(downloads), broken };
}

function counted(response, meter, fail) {
  if (!response.ok) throw new Error(`status ${response.status}`);
  const counter = new TransformStream({
    transform(chunk, stream) {
      meter.add(chunk.byteLength);
      stream.enqueue(chunk);
    },
  });
  response.body.pipeTo(counter.writable).catch(fail);
  // Only the type is kept: the length may be that of the compressed file.
  const headers = { "content-type": response.headers.get("content-type") ?? "" };
  return new Response(counter.readable, { headers });
}
