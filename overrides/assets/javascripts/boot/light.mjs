// Starts Pyodide the way it comes, with numpy and our package, from as few bytes as will do: slower than from an
// image, and the same in all else.
import { answering, never } from "./answers.mjs";
import { putLateFile } from "./archives.mjs";
import { instantiates } from "./engine.mjs";

const REST = "/lib/rest.zip"; // of the standard library

/** Start Python from the compiled `program` and `archives`, [{name, bytes}], both promised. */
export async function startLight({ program, archives }, place) {
  const { default: create } = await import(`${place.python}pyodide.asm.mjs`);
  const options = {
    indexURL: place.python,
    lockFileContents: place.lock,
    packageBaseUrl: place.packages,
    packages: ["numpy", "onefilter"],
    async createPyodideModule(settings) {
      settings.instantiateWasm = instantiates(await program);
      return create(settings);
    },
  };
  const brought = (await archives).map(({ name, bytes }) => {
    const { url } = place.plain.find((file) => file.url.endsWith(`/${name}`));
    return [url, new Response(bytes)];
  });
  const answers = new Map([...brought, [`${place.python}pyodide.asm.wasm`, never]]);
  const python = await answering(answers, () => place.loadPyodide(options));
  const [stdlib] = place.archives;
  putLateFile(python.FS, REST, stdlib);
  const rest = python.pyimport("_rest");
  rest.look_into(REST);
  rest.destroy();
  return python;
}
