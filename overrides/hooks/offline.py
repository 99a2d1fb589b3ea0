"""MkDocs' hook for reading without a network: tell the service worker which files there are.

`overrides/sw.js` is the worker; MkDocs copies it to the site's root. Once everything else is there,
this hook writes above it what the site consists of: every file that readers may need, with its
SHA-256, so that the worker sees what a newer version changes, and that a file is whole.

`make serve` builds with `SITE_PREVIEW=1`: its worker asks the network first, so that whoever writes
the site sees what was written last, and still answers when the server is gone.
"""

import hashlib
import json
import os
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

from overrides.catalogues import languages
from overrides.hooks.assembly import ROOT

WORKER = "sw.js"
RUNTIME = "runtime/"
# What no page asks for: sources of scripts, words of other languages for the search, and the cards
# that other sites show.
NEEDLESS = (
    "assets/share/*",
    "*.map",
    "*.gz",
    "assets/javascripts/lunr/*",
    "*/manifest.json",
    WORKER,
)
# Of the words of other languages, those in which pages are written.
NEEDED = tuple(f"*/lunr.{name}.min.js" for name in ("stemmer.support", "multi", *languages()))
# What a Python takes by what it starts from (see `interpreter.mjs`), late imports included.
STARTS = {
    "image": ("*/image.bin", "*.wasm.bin", "*/unpack.wasm", "*/python_stdlib.zip", "*/numpy-*.whl"),
    "light": ("*/light.bin", "*.wasm.bin", "*/unpack.wasm", "*/python_stdlib.zip"),
    "plain": ("*/pyodide.asm.wasm", "*/python_stdlib.zip", "*.whl"),
}

Hashes = dict[str, str]


@event_priority(-100)  # after whoever else still writes files
def on_post_build(config: MkDocsConfig) -> None:
    """MkDocs' hook: finish the service worker."""
    write_worker(Path(config.site_dir), is_preview=bool(os.environ.get("SITE_PREVIEW")))


def write_worker(folder: Path, *, is_preview: bool = False) -> None:
    """Write the worker of the site in `folder`: what that consists of, then the worker's lines."""
    listed = json.dumps(contents(folder) | {"preview": is_preview}, indent=1)
    source = (ROOT / "overrides" / WORKER).read_text(encoding="utf-8")
    (folder / WORKER).write_text(f"const site = {listed};\n\n{source}", encoding="utf-8")


def contents(folder: Path) -> dict[str, Any]:
    """Return the SHA-256 of every file of a site: `pages`, and `runtime` by who needs it."""
    files = hashes(folder)
    runtime = {path: value for path, value in files.items() if path.startswith(RUNTIME)}
    pages = {address(path): value for path, value in files.items() if path not in runtime}
    starts = {kind: chosen(runtime, patterns) for kind, patterns in STARTS.items()}
    special = [pattern for patterns in STARTS.values() for pattern in patterns]
    common = runtime.keys() - chosen(runtime, special).keys()
    return {
        "pages": pages,
        "runtime": {"common": {p: runtime[p] for p in sorted(common)}, **starts},
    }


def hashes(folder: Path) -> Hashes:
    """Return the SHA-256 of every file that a reader may need, by its path."""
    paths = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    needed = {name: path for name, path in paths.items() if is_needed(name)}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in needed.items()}


def is_needed(path: str) -> bool:
    """Return whether a page may ask for a file."""
    wanted, other = (any(fnmatch(path, p) for p in patterns) for patterns in (NEEDED, NEEDLESS))
    return wanted or not other


def chosen(files: Hashes, patterns: tuple[str, ...] | list[str]) -> Hashes:
    """Return the files that fit a pattern."""
    fitting = (path for path in files if any(fnmatch(path, pattern) for pattern in patterns))
    return {path: files[path] for path in fitting}


def address(path: str) -> str:
    """Return under which address below the root a file is asked for."""
    is_index = path == "index.html" or path.endswith("/index.html")
    return path.removesuffix("index.html") if is_index else path
