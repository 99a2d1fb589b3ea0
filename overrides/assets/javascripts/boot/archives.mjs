// Archives of Python files that nobody may ever look into: the frozen memory knows what is in them, and
// their bytes are fetched when the first import, or a traceback that shows a line, asks for them.

/** Put a file of `size` bytes at `path`; `fetchNow()` must return its bytes at once. */
export function putLateFile(FS, path, size, fetchNow) {
  FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  FS.writeFile(path, new Uint8Array(0));
  const { node } = FS.lookupPath(path);
  const { read, ...operations } = node.stream_ops;
  node.usedBytes = size;
  node.stream_ops = {
    ...operations,
    read(stream, ...about) {
      if (!node.contents.length) node.contents = assertSize(fetchNow(), size, path);
      return read(stream, ...about);
    },
  };
}

function assertSize(bytes, size, path) {
  if (bytes.length !== size) throw new Error(`${path} has ${bytes.length} bytes, not ${size}`);
  return bytes;
}

/** Fetch a file while everything waits: a worker may, and an import cannot wait otherwise. */
export function fetchNow(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${url} answered ${request.status}`);
  return new Uint8Array(request.response);
}
