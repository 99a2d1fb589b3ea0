// Starts Pyodide from a frozen memory: the same program and libraries in the same places, and then the
// pages instead of everything that Python would do to get there. It leans on the insides of exactly the
// Pyodide that the image names, and refuses any other.
import { answering, never } from "./answers.mjs";
import { putLateFile } from "./archives.mjs";
import { instantiates, trampolinePlace } from "./engine.mjs";
import { assertLayout, openLibraries, placeLibraries } from "./libraries.mjs";
import { fillMemory, fingerprint } from "./pages.mjs";
import { runsKnown } from "./programs.mjs";

const PATIENCE = 20_000; // milliseconds, once everything is there
const EMPTY_ZIP = Uint8Array.of(80, 75, 5, 6, ...new Uint8Array(18));

/**
 * Start Python from the compiled `program` and the `image`, both promised.
 * `place`: `python`, `lock` and `archives` say where everything else lies.
 */
export async function thaw({ program, image }, place) {
  const { default: create } = await import(`${place.python}pyodide.asm.mjs`);
  let refuse;
  const refused = new Promise((_, reject) => {
    refuse = reject;
  });
  const options = {
    indexURL: place.python,
    lockFileContents: place.lock,
    packageBaseUrl: place.packages,
    _loadSnapshot: new Uint8Array(0), // `restoreSnapshot` below fills in the pages
    async createPyodideModule(settings) {
      settings.instantiateWasm = instantiates(await program);
      settings.preRun.push((runtime) => void prepare(runtime, image).catch(refuse));
      return prepared(await create(settings), await image, place);
    },
  };
  // What Pyodide would fetch is here already, or comes when it is asked for.
  const answers = new Map([
    [`${place.python}pyodide.asm.wasm`, never],
    [`${place.python}python_stdlib.zip`, new Response(EMPTY_ZIP)],
  ]);
  const late = Promise.all([program, image]).then(timeout);
  const python = await answering(answers, () =>
    Promise.race([place.loadPyodide(options), refused, late]),
  );
  wake(python);
  runsKnown(python);
  return python;
}

function timeout() {
  const late = new Error("The image does not thaw");
  return new Promise((_, reject) => setTimeout(reject, PATIENCE, late));
}

/** Before the program runs: the libraries, where the frozen memory expects them. */
async function prepare(runtime, image) {
  runtime.addRunDependency("libraries");
  const { index, libraries } = await image;
  const { layout, handles, build } = index;
  if (runtime.API.config.BUILD_ID !== build) throw new Error("The image is of another Pyodide");
  const named = libraries.map((module, i) => ({ path: layout.libraries[i].path, module }));
  const placed = placeLibraries(runtime, layout.start, named);
  assertLayout(placed, layout.libraries);
  openLibraries(runtime, placed, handles);
  runtime.removeRunDependency("libraries");
}

/** After the program has started and before Python does: its files, and its memory when it asks. */
function prepared(runtime, { index, files, pages }, place) {
  const { FS, API } = runtime;
  if (!place.python.endsWith(`/${index.python}/`)) throw new Error("The image is of other files");
  for (const { path, ...file } of place.archives) putLateFile(FS, path, file);
  for (const [i, bytes] of files.entries()) {
    const path = index.files[i];
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, bytes, { canOwn: true });
  }
  API.restoreSnapshot = () => {
    restore(runtime, index, pages);
    return index.references;
  };
  return runtime;
}

function restore(runtime, index, pages) {
  const used = runtime._sbrk(0);
  const trampoline = trampolinePlace(runtime);
  const ours = runtime.HEAP32[trampoline];
  if (runtime.HEAPU8.length < index.memory) runtime.growMemory(index.memory);
  fillMemory(runtime.HEAPU8, index.runs, pages, used);
  if (fingerprint(runtime.HEAPU8, index.runs) !== index.fingerprint) {
    throw new Error("The program's own memory is not what it was");
  }
  runtime.HEAP32[trampoline] = ours;
  // Whoever still holds the pages holds nothing now: they are in memory, and need not be there twice.
  structuredClone(pages.buffer, { transfer: [pages.buffer] });
}

/** Take anew what must not be the same for every reader, and see that Python answers. */
function wake(python) {
  const random = python.pyimport("random");
  const numpy = python.pyimport("numpy");
  random.seed();
  numpy.random.seed();
  const five = numpy.arange(5);
  if (five.dot(five).item() !== 30) throw new Error("Python cannot count");
  for (const proxy of [random, numpy, five]) proxy.destroy();
  for (const name of ["numpy", "onefilter"]) python.loadedPackages[name] = "image";
}
