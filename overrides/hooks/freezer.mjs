// Instances of Pyodide under Node: fresh ones, and one whose memory is worth keeping.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { hideStackSwitching, instantiates } from "../assets/javascripts/boot/engine.mjs";
import { assertLayout, placeLibraries } from "../assets/javascripts/boot/libraries.mjs";

hideStackSwitching();

/** What makes instances out of one folder with Pyodide's files. */
export async function openFolder(folder) {
  const load = (name) => import(pathToFileURL(path.resolve(folder, name)));
  const { default: create } = await load("pyodide.asm.mjs");
  const { loadPyodide } = await load("pyodide.mjs");
  const program = await WebAssembly.compile(fs.readFileSync(path.join(folder, "pyodide.asm.wasm")));
  return { folder: path.resolve(folder), create, loadPyodide, program };
}

/**
 * An instance that has run nothing but what every start runs; `place(runtime)` places libraries.
 * `name` is what the program thinks it is called.
 */
export function makeFresh({ create, program }, name, environment, place) {
  return create({
    thisProgram: name,
    noInitialRun: true,
    API: { config: {}, runtimeEnv: {} },
    preRun: [(runtime) => Object.assign(runtime.ENV, environment), place],
    instantiateWasm: instantiates(program),
  });
}

/** A whole Pyodide whose memory can be frozen, with the libraries in their recorded places. */
export function makeFreezable({ folder, create, loadPyodide, program }, info, layout, libraries) {
  return loadPyodide({
    _makeSnapshot: true,
    indexURL: folder,
    stdLibURL: path.join(folder, "python_stdlib.zip"),
    packageBaseUrl: "./",
    lockFileContents: { info, packages: {} },
    env: { PYTHONHASHSEED: "0" }, // the same order in every set, and the same bytes every time
    createPyodideModule(settings) {
      settings.thisProgram = "./this.program"; // as in browsers: else memory holds where this file lies
      settings.instantiateWasm = instantiates(program);
      settings.preRun.push((runtime) => {
        const placed = placeLibraries(runtime, layout.start, libraries);
        assertLayout(placed, layout.libraries);
        for (const { path: file, exports } of placed) runtime.preloadedWasm[file] = exports;
      });
      return create(settings);
    },
  });
}

/** Overwrite what was freed: it would travel for nothing. */
export function clearFreeMemory(runtime) {
  const end = runtime._sbrk(0);
  const held = [];
  for (let size = 1 << 18; size >= 8; size = smaller(size)) {
    for (let place = take(runtime, size, end); place; place = take(runtime, size, end))
      held.push(place);
  }
  for (const place of held.reverse()) runtime._free(place);
  runtime._malloc_trim(0);
}

const smaller = (size) => (size > 32 ? (size * 0.75) & ~7 : size - 8);

/** A cleared place below `end`, or 0 where none is free. */
function take(runtime, size, end) {
  const place = runtime._malloc(size);
  if (place + size > end) {
    runtime._free(place);
    return 0;
  }
  runtime.HEAPU8.fill(0, place, place + runtime._malloc_usable_size(place));
  return place;
}

/** Refuse functions that were added to the table after the libraries: a start would not have them. */
export function assertNothingAdded(runtime, layout) {
  const end = layout.libraries.at(-1).end;
  for (let at = end; at < runtime.wasmTable.length; at++) {
    if (!runtime.freeTableIndexes.includes(at)) throw new Error(`Table entry ${at} is in use`);
  }
}
