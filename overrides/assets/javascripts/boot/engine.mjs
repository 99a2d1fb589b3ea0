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
    WebAssembly.instantiate(program, imports).then((instance) => done(instance, program));
    return {};
  };
}

/** Where in memory, in words, Python keeps the function that calls others: each engine makes its own. */
export function trampolinePlace(runtime) {
  const offset = runtime.HEAP32[runtime.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >> 2];
  return (runtime.__PyRuntime + offset) >> 2;
}
