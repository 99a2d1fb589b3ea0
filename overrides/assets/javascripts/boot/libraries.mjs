// Compiled extension modules hold addresses: of their data in memory, of their functions in the table.
// A frozen memory is full of such addresses, so each library must lie where it lay when it was frozen.
// They are placed in one order, before the runtime starts, when nothing else has taken a place.

const SPARE = 8; // engines differ in the few functions that they add before
const ROUND = 64;

/** Where in the function table the first library goes. */
export function firstPlace(runtime) {
  return Math.ceil((runtime.wasmTable.length + SPARE) / ROUND) * ROUND;
}

/** Place `libraries`, [{path, module}], from `start` on; returns [{path, exports, end}]. */
export function placeLibraries(runtime, start, libraries) {
  const table = runtime.wasmTable;
  if (table.length > start)
    throw new Error(`The function table has ${table.length} entries already`);
  table.grow(start - table.length);
  return libraries.map(({ path, module }) => {
    const flags = { global: false, nodelete: true, allowUndefined: true };
    const exports = runtime.loadWebAssemblyModule(module, flags, path, {});
    return { path, exports, end: table.length };
  });
}

/** Refuse a layout that is not the one recorded. */
export function assertLayout(placed, recorded) {
  placed.forEach(({ path, end }, i) => {
    if (path !== recorded[i].path || end !== recorded[i].end)
      throw new Error(`${path} ends at ${end}`);
  });
}

/** Tell the loader that the libraries are open, under the handles that the frozen memory knows. */
export function openLibraries(runtime, placed, handles) {
  for (const { path, exports } of placed) {
    const library = runtime.newDSO(path, undefined, exports);
    library.global = false;
    for (const [handle, opened] of handles) {
      if (opened === path) runtime.LDSO.loadedLibsByHandle[handle] = library;
    }
  }
}
