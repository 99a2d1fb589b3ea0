"""Say where the runtime's files lie and what they are: for the browser's side, and for caches."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

from overrides.hooks import image

# What every boot downloads, for progress in bytes; PyScript and the program come by other ways.
BOOT_ENDINGS = ("wasm.bin", "image.bin", ".mjs", "unpack.wasm")
# What a boot from plain files downloads instead of what is packed.
PLAIN_ENDINGS = ("pyodide.asm.wasm", "python_stdlib.zip", ".whl")
# Archives that Python sees and that nobody may ever look into: where Python finds each.
ARCHIVES = {
    "python_stdlib.zip": "/lib/python314.zip",
    "/numpy-": image.NUMPY_PLACE,
}
CHECKSUM_BYTES = 4
WRITTEN = "// Written by the build. See overrides/hooks/listing.py."


def describe(path: str, data: bytes) -> dict[str, Any]:
    """Return one line of the manifest; `boot` marks what every boot downloads."""
    return {
        "path": path,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "boot": path.endswith(BOOT_ENDINGS),
    }


def integrity(data: bytes) -> str:
    """Return a file's hash as browsers are told it.

    Examples
    --------
    >>> integrity(b"")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def files_module(python_name: str, lock: dict[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Write the module that tells the browser's side where this build's files lie.

    Parameters
    ----------
    python_name : str
        The name of the folder with Pyodide.
    lock : dict
        The trimmed lock file.
    files : mapping of str to bytes
        Every file but this module, by its path from the package's folder.

    Returns
    -------
    bytes
        A module that exports `python` and `packages` (the two folders' addresses), `lock` (the
        lock file's contents) and lists of files, each with `url` and `size`: `boot` (what every
        boot downloads), `plain` (what one without an image downloads instead, each with its
        `integrity`), `archives` (with the `path` where Python finds them, and the checksum
        Adler-32 as `check`); `packed` holds `program`, `image` and `light`, each
        with the `check` that it ends in, and `decoder`.
    """
    sizes = {path: {"url": path, "size": len(data)} for path, data in files.items()}
    plain = (path for path in files if path.endswith(PLAIN_ENDINGS))
    listed = {
        "boot": [f for p, f in sizes.items() if p.endswith(BOOT_ENDINGS)],
        "plain": [sizes[path] | {"integrity": integrity(files[path])} for path in plain],
        "archives": [archive(files, ending, place) for ending, place in ARCHIVES.items()],
    }
    return f"""{WRITTEN}
const at = (path) => new URL(path, import.meta.url).href;
const located = (files) => files.map((file) => ({{ ...file, url: at(file.url) }}));
export const python = at("../{python_name}/");
export const packages = at("./");
export const lock = {json.dumps(lock)};
export const boot = located({json.dumps(listed["boot"])});
export const plain = located({json.dumps(listed["plain"])});
export const archives = located({json.dumps(listed["archives"])});
const [program, image, light, decoder] = located({json.dumps(packed(sizes, files))});
export const packed = {{ program, image, light, decoder }};
""".encode()


def place_module(python_name: str) -> bytes:
    """Write the module that adds Pyodide's own start to those files: `loadPyodide`, `version`.

    Whoever only fetches does without, and need not wait for it. It becomes a part of its bundle.
    """
    return f"""{WRITTEN}
export {{ loadPyodide, version }} from "../{python_name}/pyodide.mjs";
export * from "./files.mjs";
""".encode()


def archive(files: Mapping[str, bytes], part: str, place: str) -> dict[str, Any]:
    """Return the one file whose path has `part` in it, and where Python finds it."""
    (url,) = (path for path in files if part in path and path.endswith((".zip", ".whl")))
    data = files[url]
    return {"path": place, "url": url, "size": len(data), "check": zlib.adler32(data)}


def packed(sizes: Mapping[str, dict[str, Any]], files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return what comes packed and its decoder, with the checksums that the files end in."""
    names = ("pyodide.asm.wasm.bin", "image.bin", "light.bin", "unpack.wasm")
    paths = [next(path for path in files if path.endswith(name)) for name in names]
    return [{**sizes[p], "check": files[p][-CHECKSUM_BYTES:].hex()} for p in paths]
