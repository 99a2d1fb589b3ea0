// In the porter, a worker of its own: takes what has been asked for, unpacks and compiles it, and counts the bytes
// for the page.
import { boot, packed } from "./files.mjs";
import { readImage } from "./image.mjs";
import { Meter } from "./meter.mjs";
import { openDecoder, unpack } from "./unpack.mjs";

const WASM = { headers: { "content-type": "application/wasm" } };

/** Hand over, by `hand(goods, transferred)`, what comes as the `answers`, promised responses by address. */
export async function bring(answers, light, hand) {
  const files = boot.filter(({ url }) => url !== packed.image.url);
  files.push(light ? packed.light : packed.image);
  const meter = new Meter(files, (progress) => self.postMessage({ boot: progress }));
  const decoder = openDecoder(answers.get(packed.decoder.url));
  decoder.then(() => meter.add(packed.decoder.size), ignore);
  const chunks = (file) => unpack(decoder, checked(answers.get(file.url), file, meter));
  const brought = [
    bringProgram(chunks(packed.program)).then(hand),
    light
      ? bringArchives(chunks(packed.light)).then(hand)
      : bringImage(chunks(packed.image)).then((goods) => hand(goods, [goods.image.pages.buffer])),
  ];
  // Modules are asked for as well: PyScript's worker, which needs them, does not run yet.
  for (const { url, size } of files.filter((file) => !answers.has(file.url))) {
    bringModule(fetch(url)).then(() => meter.add(size), ignore);
  }
  await Promise.all(brought);
}

const ignore = () => {}; // whoever imports it hears of it

/** Take a module to its end: a download that nobody reads stands still, and holds up its line. */
const bringModule = (response) => response.then((answer) => answer.blob());

async function bringProgram(chunks) {
  const response = new Response(streamOf(chunks), WASM);
  return { program: await WebAssembly.compileStreaming(response) };
}

async function bringImage(chunks) {
  const image = { files: [] };
  const libraries = [];
  image.index = await readImage(chunks, (index, number, bytes) => {
    const { length } = index.layout.libraries;
    if (number < length) libraries.push(WebAssembly.compile(bytes));
    else if (number < index.parts.length - 1) image.files.push(bytes);
    else image.pages = bytes;
  });
  image.libraries = await Promise.all(libraries);
  return { image };
}

async function bringArchives(chunks) {
  const parts = [];
  const { names } = await readImage(chunks, (_, number, bytes) => {
    parts[number] = bytes;
  });
  return { archives: names.map((name, i) => ({ name, bytes: parts[i] })) };
}

/** `ReadableStream.from`, which not every browser has. */
function streamOf(chunks) {
  return new ReadableStream({
    async pull(stream) {
      const { done, value } = await chunks.next();
      if (done) stream.close();
      else stream.enqueue(value);
    },
  });
}

/** Let messages in: while chunk follows chunk, the port for the goods would have to wait. */
function pause() {
  const { port1, port2 } = new MessageChannel();
  port2.postMessage(null);
  return new Promise((resolve) => {
    port1.onmessage = resolve;
  });
}

/** The chunks of a promised response: as many bytes as expected, ending in the expected checksum. */
async function* checked(promise, { size, check }, meter) {
  const response = await promise;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  const reader = response.body.getReader();
  let [got, tail] = [0, []];
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    got += value.length;
    tail = [...tail, ...value.slice(-4)].slice(-4);
    meter.add(value.length);
    yield value;
    await pause();
  }
  const ending = tail.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (got !== size || ending !== check) throw new Error(`${response.url} is not what was expected`);
}
