// Thaws the assembled image under Node, as a browser does, and lets one Python program look at it.
//   node thaw.mjs <package folder> <program> <target> [<damage>]
// Writes what the program's main() returns, or why there was no thaw, as JSON.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { hideStackSwitching } from "../../overrides/assets/javascripts/boot/engine.mjs";
import { readImage } from "../../overrides/assets/javascripts/boot/image.mjs";
import { thaw } from "../../overrides/assets/javascripts/boot/thaw.mjs";
import { openDecoder, unpack } from "../../overrides/assets/javascripts/boot/unpack.mjs";

const [folder, program, target, damage] = process.argv.slice(2);
Object.assign(globalThis, { self: globalThis, location: pathToFileURL(`${folder}/`) });

hideStackSwitching();
const files = await import(pathToFileURL(path.resolve(folder, "files.mjs")));
const { loadPyodide } = await import(`${files.python}pyodide.mjs`);

const read = (url) => new Uint8Array(fs.readFileSync(fileURLToPath(url)));
const decoder = openDecoder(new Response(read(files.packed.decoder.url)));
const unpacked = (file) => unpack(decoder, [read(file.url)]);

const damages = {
  build: ({ index }) => Object.assign(index, { build: "another" }),
  files: ({ index }) => Object.assign(index, { python: "python-another" }),
  start: ({ index }) => Object.assign(index.layout, { start: 64 }),
  layout: ({ index }) => index.layout.libraries[3].end++,
  fingerprint: ({ index }) => index.fingerprint++,
  pages: (image) => Object.assign(image, { pages: image.pages.subarray(512) }),
  heap: ({ pages }) => pages.fill(255, pages.length >> 1),
  library: ({ libraries }) => libraries.reverse(),
};

async function bringImage() {
  const image = { files: [], libraries: [] };
  image.index = await readImage(unpacked(files.packed.image), (index, number, bytes) => {
    const { length } = index.layout.libraries;
    if (number < length) image.libraries.push(new WebAssembly.Module(bytes));
    else if (number < index.parts.length - 1) image.files.push(bytes);
    else image.pages = bytes;
  });
  damages[damage]?.(image);
  return image;
}

async function bringProgram() {
  const chunks = [];
  for await (const chunk of unpacked(files.packed.program)) chunks.push(chunk);
  return new WebAssembly.Module(Buffer.concat(chunks));
}

/** Answers: what Node's Pyodide reads as files instead of fetching them. */
const place = { ...files, loadPyodide, python: fileURLToPath(files.python), archives: [] };

async function answer() {
  try {
    const python = await thaw({ program: bringProgram(), image: bringImage() }, place);
    const { name } = path.parse(program);
    python.FS.writeFile(`${name}.py`, fs.readFileSync(program));
    return { main: python.pyimport(name).main() };
  } catch (error) {
    return { problem: error.message };
  }
}

fs.writeFileSync(target, JSON.stringify(await answer()));
process.exit(0); // Pyodide leaves handles open
