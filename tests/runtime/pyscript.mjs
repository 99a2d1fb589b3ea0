// The Python modules that PyScript brings as sources are those that stand in its bundle.
//   node pyscript.mjs <module with the sources> <bundle>
import assert from "node:assert";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

const [sources, bundle] = process.argv.slice(2).map((file) => path.resolve(file));
const { default: tree } = await import(pathToFileURL(sources));
const text = fs.readFileSync(bundle, "utf8");

const files = Object.entries(tree.pyscript);
assert(files.length > 10);
for (const [name, source] of files) {
  const literal = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/y;
  const key = `"${name}":`;
  literal.lastIndex = text.indexOf(key) + key.length;
  assert.strictEqual(vm.runInNewContext(literal.exec(text)[0]), source, name);
}
