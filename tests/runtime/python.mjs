// Boots the assembled runtime under Node and calls main() of one Python file in it.
//   node python.mjs <package folder> <program> [<name>=<folder> …]      each folder appears as /<name>
// The process ends with the number that main() returns.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [folder, program, ...mounts] = process.argv.slice(2);
const { lock, python } = await import(pathToFileURL(path.resolve(folder, "files.mjs")));
const { loadPyodide } = await import(`${python}pyodide.mjs`);

const interpreter = await loadPyodide({
  indexURL: fileURLToPath(python),
  lockFileContents: lock,
  packageBaseUrl: `${path.resolve(folder)}/`,
  packages: Object.keys(lock.packages),
});
for (const mount of mounts) {
  const [name, host] = mount.split("=");
  interpreter.mountNodeFS(`/${name}`, path.resolve(host));
}
const { name } = path.parse(program);
interpreter.FS.writeFile(`${name}.py`, fs.readFileSync(program));
try {
  process.exitCode = interpreter.pyimport(name).main();
} catch (error) {
  console.error(error.message); // Node would print a minified megabyte above it
  process.exitCode = 1;
}
