// Pyodide looks at what the engine offers before it starts, and lays itself out accordingly. Where a
// Python is frozen and where it thaws, it must see the same.

/** Hide the switching of stacks (JSPI): not every browser has it, and a frozen Python must not rely on it. */
export function hideStackSwitching() {
  for (const name of ["Suspending", "promising", "SuspendError"]) delete WebAssembly[name];
}

/** What Pyodide calls to start its program, for a program that is compiled already. */
export function instantiates(program) {
  return (imports, done) => {
    const mark = Symbol("error");
    imports.env.Jsv_GetError_import = () => mark;
    imports.env.JsvError_Check = (value) => value === mark;
    WebAssembly.instantiate(program, imports).then((instance) => {
      unite(instance.exports);
      done(instance, program);
    });
    return {};
  };
}

/**
 * Let the function table hold the very functions that are exported, as the standard has it. WebKit makes others
 * of them, and Pyodide, which looks for a function before it adds one, would give a thousand a second place.
 */
function unite({ __indirect_function_table: table, ...exports }) {
  const functions = Object.values(exports).filter((value) => typeof value === "function");
  const exported = new Map(functions.map((one) => [one.name, one])); // the name is its number
  for (let place = 0; place < table.length; place++) {
    const found = table.get(place);
    const same = exported.get(found?.name);
    if (same && same === found) return; // an engine that does so for one does so for all
    if (same) table.set(place, same);
  }
}

/** Where in memory, in words, Python keeps the function that calls others: each engine makes its own. */
export function trampolinePlace(runtime) {
  const offset = runtime.HEAP32[runtime.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >> 2];
  return (runtime.__PyRuntime + offset) >> 2;
}
