// What PyScript loads in its worker as "Pyodide". It downloads everything a boot needs at once, counts
// the bytes for the page's progress bar, and starts Python with our package in place.
// Another way to boot (a memory snapshot, say) changes this file and no other.
import { boot, lock, python, loadPyodide as stock, version } from "./files.mjs";

export { version };

const STEP = 1 << 17; // a report every 128 KiB is smooth enough
const total = boot.reduce((sum, file) => sum + file.size, 0);
let loaded = 0;
let reported = 0;

function report(stage) {
  reported = loaded;
  self.postMessage({ boot: { stage, loaded, total } });
}

function count(bytes) {
  loaded += bytes;
  if (loaded - reported >= STEP || loaded >= total) report("download");
}

function counted(response) {
  if (!response.ok) throw new Error(`status ${response.status}`);
  const meter = new TransformStream({
    transform(chunk, stream) {
      count(chunk.byteLength);
      stream.enqueue(chunk);
    },
  });
  response.body.pipeTo(meter.writable).catch(fail(response.url));
  // Only the type is kept: the length may be that of the compressed file.
  const headers = { "content-type": response.headers.get("content-type") ?? "" };
  return new Response(meter.readable, { headers });
}

// Whoever waits for a download that failed may wait for ever: the page is told, and ends it.
function fail(url) {
  const file = url.split("/").pop();
  return ({ message }) =>
    self.postMessage({ failure: `${file} could not be loaded (${message}).` });
}

// Downloads start here, in parallel, before Pyodide asks for the first of them.
const early = new Map();
for (const { url, size } of boot) {
  const isModule = url.endsWith(".mjs");
  const download = isModule ? import(url).then(() => count(size)) : fetch(url).then(counted);
  if (!isModule) early.set(url, download);
  download.catch(fail(url));
}
report("download");

const originalFetch = self.fetch;
self.fetch = (request, options) => {
  const url = new URL(request.url ?? request, import.meta.url).href;
  const download = early.get(url);
  early.delete(url);
  return download ?? originalFetch.call(self, request, options);
};

export async function loadPyodide(options) {
  const interpreter = await stock({
    ...options,
    indexURL: python,
    lockFileContents: lock,
    packageBaseUrl: new URL("./", import.meta.url).href,
    packages: ["numpy", "onefilter"],
  });
  self.fetch = originalFetch;
  report("start");
  return interpreter;
}
