// Freezes a Python that has already imported all that a page needs.   node snapshot.mjs <job.json>
//
// The job: `python`, the folder of Pyodide's files, and `info` of its lock; `extensions`, a folder of
// numpy's compiled modules; `numpy`, the archive with its Python files, as `file` and as the `path` where
// Python sees it; `package`, our wheel; `pyscript`, the modules with PyScript's `sources` and with the program
// that writes them, its `stdlib`; `lab`, the pages' program; `freeze` and `warm`, what runs before the freezing;
// `target`.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { trampolinePlace } from "../assets/javascripts/boot/engine.mjs";
import { writeImage } from "../assets/javascripts/boot/image.mjs";
import { firstPlace, placeLibraries } from "../assets/javascripts/boot/libraries.mjs";
import { collectPages, fingerprint, sortPages } from "../assets/javascripts/boot/pages.mjs";
import {
  assertNothingAdded,
  clearFreeMemory,
  makeFreezable,
  makeFresh,
  openFolder,
} from "./freezer.mjs";
import { holdStill } from "./stillness.mjs";

const HOME = "/home/pyodide";
const STDLIB = "/lib/python314.zip";
const WHEEL = "/package.whl";
const job = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));

try {
  await main();
} catch (error) {
  console.error(error.message); // Node would print a minified megabyte above it
  process.exitCode = 1;
}
process.exit(); // Pyodide leaves handles open

async function main() {
  const source = await openFolder(job.python);
  const libraries = fs.readdirSync(job.extensions).sort().map(compileLibrary);
  const { fresh, layout } = await layOut(source, libraries);
  const { python, used } = await freeze(source, libraries, layout);
  fs.writeFileSync(job.target, Buffer.concat(image(python, { libraries, fresh, layout, used })));
}

function compileLibrary(name) {
  const bytes = fs.readFileSync(path.join(job.extensions, name));
  return { path: `/lib/extensions/${name}`, bytes, module: new WebAssembly.Module(bytes) };
}

/** Place the libraries for the first time, in two instances unlike in all that a browser decides. */
async function layOut(source, libraries) {
  const made = { start: 0, libraries: [] };
  const place = (runtime) => {
    made.start ||= firstPlace(runtime);
    const placed = placeLibraries(runtime, made.start, libraries);
    made.libraries = placed.map(({ path: file, end }) => ({ path: file, end }));
  };
  holdStill(1);
  const one = await makeFresh(source, "one", {}, place);
  holdStill(2);
  const other = await makeFresh(
    source,
    "./another.program",
    { LANG: "xx_YY.UTF-8", HOME: "/else/where" },
    place,
  );
  other.HEAP32[trampolinePlace(other)] = 0;
  return { fresh: [one.HEAPU8, other.HEAPU8], layout: made };
}

async function freeze(source, libraries, layout) {
  holdStill(1);
  const made = await makeFreezable(source, job.info, layout, libraries);
  for (const [file, bytes] of await filesToImport(libraries)) writeFile(made.FS, file, bytes);
  const program = made.pyimport("freeze");
  const started = made.toPy(await programs());
  program.freeze(job.numpy.path, WHEEL, `${HOME}/pyscript`, started);
  started.destroy();
  const globals = made.toPy({});
  await made.runPythonAsync(fs.readFileSync(job.warm, "utf8"), { globals });
  globals.destroy();
  const used = program.used(STDLIB);
  const inUse = used.toJs();
  used.destroy();
  program.tidy();
  program.destroy();
  clearFreeMemory(made._module);
  return { python: made, used: inUse };
}

/** What PyScript runs at each start, to the letter. */
async function programs() {
  const { stdlib } = await import(pathToFileURL(path.resolve(job.pyscript.stdlib)));
  return [stdlib, fs.readFileSync(job.lab, "utf8")];
}

async function filesToImport(libraries) {
  const { default: pyscript } = await import(pathToFileURL(path.resolve(job.pyscript.sources)));
  return [
    [`${HOME}/freeze.py`, fs.readFileSync(job.freeze)],
    [job.numpy.path, fs.readFileSync(job.numpy.file)],
    [WHEEL, fs.readFileSync(job.package)],
    ...libraries.map((library) => [library.path, "-"]), // memory holds the code
    ...leaves(pyscript, HOME),
  ];
}

/** A tree of texts as a list: [path, text]. */
function leaves(tree, folder) {
  return Object.entries(tree).flatMap(([name, node]) =>
    typeof node === "string" ? [[`${folder}/${name}`, node]] : leaves(node, `${folder}/${name}`),
  );
}

function writeFile(FS, file, content) {
  FS.mkdirTree(path.posix.dirname(file));
  FS.writeFile(file, content);
}

function image(python, { libraries, fresh, layout, used }) {
  const runtime = python._module;
  assertNothingAdded(runtime, layout);
  const memory = runtime.HEAPU8.slice();
  const runs = sortPages(
    memory,
    fresh.map((one) => padded(one, memory.length)),
  );
  const folders = [HOME, python._api.sitePackages];
  const files = folders.flatMap((folder) => filesLeft(runtime.FS, folder));
  const index = {
    version: python.version,
    build: python._api.config.BUILD_ID,
    python: path.basename(job.python),
    ...{ layout, handles: handles(runtime), runs, memory: memory.length },
    fingerprint: fingerprint(memory, runs),
    references: python._api.serializeHiwireState(),
    ...{ files: files.map(([file]) => file), used },
  };
  const pages = collectPages(memory, runs);
  return writeImage(index, [
    ...libraries.map((l) => l.bytes),
    ...files.map(([, bytes]) => bytes),
    pages,
  ]);
}

function padded(memory, length) {
  const whole = new Uint8Array(length);
  whole.set(memory.subarray(0, length));
  return whole;
}

/** The libraries that are open: [handle, path]; handle 0 is the program itself. */
function handles(runtime) {
  const open = Object.entries(runtime.LDSO.loadedLibsByHandle);
  return open
    .filter(([handle]) => handle !== "0")
    .map(([handle, { name }]) => [Number(handle), name]);
}

/** What the freezing left in a folder: [path, bytes]. */
function filesLeft(FS, folder) {
  return FS.readdir(folder)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => {
      const file = `${folder}/${name}`;
      return FS.isDir(FS.stat(file).mode) ? filesLeft(FS, file) : [[file, FS.readFile(file)]];
    });
}
