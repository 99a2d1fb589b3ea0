// Packs a file as one frame of Zstandard, with a checksum at its end.   node pack.mjs <source> <target>
// Hosts send compiled code and memory as they are; packed, a page needs a third of the bytes.
import fs from "node:fs";
import { constants, zstdCompressSync } from "node:zlib";

const [source, target] = process.argv.slice(2);
const bytes = fs.readFileSync(source);
const params = {
  [constants.ZSTD_c_compressionLevel]: 22,
  [constants.ZSTD_c_checksumFlag]: 1,
};
fs.writeFileSync(target, zstdCompressSync(bytes, { params, pledgedSrcSize: bytes.length }));
