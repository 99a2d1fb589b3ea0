// Unpacks a file as a page does.   node unpack.mjs <package folder> <packed> <target>
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openDecoder, unpack } from "../../overrides/assets/javascripts/boot/unpack.mjs";

const [folder, source, target] = process.argv.slice(2);
const { packed } = await import(pathToFileURL(path.resolve(folder, "files.mjs")));

const decoder = openDecoder(new Response(fs.readFileSync(fileURLToPath(packed.decoder.url))));
const parts = [];
for await (const part of unpack(decoder, pieces(fs.readFileSync(source)))) parts.push(part);
fs.writeFileSync(target, Buffer.concat(parts));

/** Pieces of every size, as a network sends them. */
function* pieces(bytes) {
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 5) % 999_983) {
    yield bytes.subarray(at, at + size);
  }
}
