// Runs repack.py inside Pyodide.   node repack.mjs <pyodide folder> <recipe> <source> <target> [<recipe> <source> <target> …]
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodideFolder, ...jobs] = process.argv.slice(2);
const program = path.join(import.meta.dirname, "repack.py");
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")));
const { info } = JSON.parse(fs.readFileSync(path.join(pyodideFolder, "pyodide-lock.json"), "utf8"));

const python = await loadPyodide({
  lockFileContents: { info, packages: {} }, // the standard library is enough
  packageBaseUrl: "./",
  env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" }, // the same bytes every time, without columns
});
python.FS.writeFile("repack.py", fs.readFileSync(program));
const { repack } = python.pyimport("repack");

for (let i = 0; i < jobs.length; i += 3) {
  const [recipe, source, target] = jobs.slice(i, i + 3);
  python.FS.writeFile("/source", fs.readFileSync(source));
  repack(recipe, "/source", "/target");
  fs.writeFileSync(target, python.FS.readFile("/target"));
}
