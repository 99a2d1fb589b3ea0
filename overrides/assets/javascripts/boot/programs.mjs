// What PyScript runs at each start, the image knows compiled: Python's compiler, which the browser would have to compile
// first, rests until a reader writes code.

/** Run programs as the frozen memory knows them, each once; others as ever. */
export function runsKnown(python) {
  const compile = python.runPythonAsync.bind(python);
  const [known, builtins] = ["_programs", "builtins"].map((name) => python.pyimport(name));
  python.runPythonAsync = async (text, options) => {
    const program = known.compiled.pop(text, undefined);
    if (!program) return compile(text, options);
    builtins.exec(program, options?.globals ?? python.globals);
    program.destroy();
  };
}
