// Archives of Python files that nobody may ever look into: the frozen memory knows what is in them, and
// their bytes are fetched when the first import, or a traceback that shows a line, asks for them.

const INPUT_OUTPUT = 29; // EIO
const MODULUS = 65_521; // of Adler-32

/** Put at `path` a file, {url, size, check}, whose bytes are fetched when somebody reads them. */
export function putLateFile(FS, path, file) {
  FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  FS.writeFile(path, new Uint8Array(0));
  const { node } = FS.lookupPath(path);
  const { read, ...operations } = node.stream_ops;
  node.usedBytes = file.size;
  node.stream_ops = {
    ...operations,
    read(stream, ...about) {
      if (!node.contents.length) node.contents = fetchWhole(FS, file);
      return read(stream, ...about);
    },
  };
}

/** Python hears of a file that cannot be had as of any that cannot be read: another error would end it. */
function fetchWhole(FS, { url, size, check }) {
  for (const cache of ["default", "no-cache"]) {
    const bytes = fetchNow(url, cache);
    if (bytes.length === size && checksum(bytes) === check) return bytes;
  }
  throw new FS.ErrnoError(INPUT_OUTPUT);
}

/** Fetch a file while everything waits: a worker may, and an import cannot wait otherwise. */
function fetchNow(url, cache) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  if (cache !== "default") request.setRequestHeader("cache-control", cache);
  request.responseType = "arraybuffer";
  try {
    request.send();
  } catch {
    return new Uint8Array(0); // the network is gone
  }
  return new Uint8Array(request.status === 200 ? request.response : 0);
}

/** Adler-32: no hash of the browser's own is to be had without waiting. */
function checksum(bytes) {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % MODULUS;
    high = (high + low) % MODULUS;
  }
  return high * 65_536 + low;
}
