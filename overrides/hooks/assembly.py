"""Assemble the browser's Python.

Everything a page needs to run Python is served from the site itself, out of two folders whose
names carry the hash of what they hold, so that a host may let browsers keep them for ever:

    runtime/python-HASH/      Pyodide, its standard library, numpy, and PyScript in `pyscript/`
    runtime/onefilter-HASH/   our package's wheel; `image.bin`, a Python that has imported it, and
                              `light.bin`, with which another starts slower from fewer bytes;
                              `pyodide-lock.json`, which lists numpy and our wheel and nothing
                              else; what starts all that in the browser (`interpreter.mjs`, which
                              PyScript loads as its Pyodide, and `porter.mjs`); `files.mjs`;
                              `manifest.json`

A change in the package renews the second folder alone. `files.mjs`, which tells the browser's side
where everything lies, is made in `listing.py`. `manifest.json` lists every file with its size and
SHA-256, for whoever caches; `boot` marks what every boot downloads.

Files that end in `.bin` are packed by us. Static hosts send compiled code and memory as they are,
and some unpack what ends in `.gz` on the way; `.bin` is left alone by all of them.

The steps, each a function: fetch the sources, repack them inside Pyodide, build the wheel, freeze
the image, write the folders.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from overrides.hooks import image, light, numpy_wheel
from overrides.hooks.bundles import bundled
from overrides.hooks.listing import describe, files_module, place_module
from overrides.hooks.steps import cached, digest, run_node

ROOT = Path(__file__).resolve().parents[2]
REPACKERS = [ROOT / "overrides/hooks" / name for name in ("repack.mjs", "repack.py")]
STARTERS = ("interpreter.mjs", "porter.mjs")
PYODIDE_FILES = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]
PYSCRIPT_FILES = ["core*", "codemirror*", "index-*", "deprecations-*", "error-*", "pyodide_graph-*"]
# What every PyScript imports, one after the other.
PYSCRIPT_PARTS = ("core-*.js", "error-*.js")


@dataclass(frozen=True)
class Runtime:
    """The two assembled folders, as names below `root`."""

    root: Path
    python: str
    package: str

    def manifest(self) -> dict[str, Any]:
        """Return what `manifest.json` says."""
        text = (self.root / self.package / "manifest.json").read_text()
        loaded: dict[str, Any] = json.loads(text)
        return loaded

    def parts(self) -> list[str]:
        """Return what every PyScript imports, below Python's folder."""
        folder = self.root / self.python
        found = (path for part in PYSCRIPT_PARTS for path in folder.glob(f"pyscript/{part}"))
        return [path.relative_to(folder).as_posix() for path in found]

    def paths(self) -> dict[str, Any]:
        """Return what the theme is told: paths below the site's root."""
        package, python = f"runtime/{self.package}", f"runtime/{self.python}"
        return {
            "folder": f"{package}/",
            "interpreter": f"{package}/interpreter.mjs",
            "porter": f"{package}/porter.mjs",
            "files": f"{package}/files.mjs",
            "manifest": f"{package}/manifest.json",
            "python": f"{python}/",
            "pyscript": f"{python}/pyscript/core.js",
            "parts": [f"{python}/{path}" for path in self.parts()],
            "bytes": sum(f["size"] for f in self.manifest()["files"] if f["boot"]),
        }


def assemble(root: Path = ROOT) -> Runtime:
    """Bring `build/runtime/` up to date and return what is in it.

    Parameters
    ----------
    root : Path
        The checkout: its `node_modules`, `pysrc` and `build` are used.

    Returns
    -------
    Runtime
        The folders' names.
    """
    (root / "build").mkdir(exist_ok=True)
    with FileLock(root / "build/runtime.lock"):  # a server and a test may build at one time
        return renewed(root, root / "build/runtime")


def renewed(root: Path, out: Path) -> Runtime:
    """Write whatever folder is not there yet, and forget the others."""
    pyodide = root / "node_modules/pyodide"
    lock = json.loads((pyodide / "pyodide-lock.json").read_text())
    python = python_folder(root, lock)
    wheel = build_wheel(root)
    python_name = write_folder(out, "python", python)
    package = package_folder(root, lock, out / python_name, python, wheel)
    package_name = write_folder(out, "onefilter", package)
    forget_others(out, {python_name, package_name})
    return Runtime(out, python_name, package_name)


def python_folder(root: Path, lock: dict[str, Any]) -> dict[str, bytes]:
    """Collect what changes only with a new Pyodide: file name → bytes."""
    pyodide, pyscript = root / "node_modules/pyodide", root / "node_modules/@pyscript/core/dist"
    version = json.loads((pyodide / "package.json").read_text())["version"]
    numpy = numpy_wheel.find(version, lock["packages"]["numpy"])
    files = {name: without_map(pyodide / name) for name in PYODIDE_FILES}
    files["pyodide.asm.wasm.bin"] = image.packed(root, files["pyodide.asm.wasm"])
    files["unpack.wasm"] = image.decoder(root)
    for recipe, source in (("stdlib", pyodide / "python_stdlib.zip"), ("numpy", numpy)):
        files[source.name] = repacked(root, recipe, source).read_bytes()
    chosen = [p for pattern in PYSCRIPT_FILES for p in sorted(pyscript.glob(pattern))]
    files |= {f"pyscript/{p.name}": without_map(p) for p in chosen if p.suffix != ".map"}
    return files


def without_map(path: Path) -> bytes:
    """Read a file; a script loses its pointer to a source map, which is not shipped."""
    if path.suffix not in (".js", ".mjs"):
        return path.read_bytes()
    lines = path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"//# sourceMappingURL="))


def repacked(root: Path, recipe: str, source: Path) -> Path:
    """Return `source` repacked inside Pyodide."""
    pyodide = root / "node_modules/pyodide"
    inputs = [source, *REPACKERS, pyodide / "pyodide.asm.wasm"]

    def make(target: Path) -> None:
        run_node(REPACKERS[0], pyodide, recipe, source, target)

    return cached(root, [p.read_bytes() for p in inputs], make)


def build_wheel(root: Path) -> tuple[str, bytes]:
    """Build our package's wheel with byte code beside its sources: its name and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(command, cwd=root, check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        return wheel.name, repacked(root, "package", wheel).read_bytes()


def package_folder(
    root: Path,
    lock: dict[str, Any],
    python_folder: Path,
    python: dict[str, bytes],
    wheel: tuple[str, bytes],
) -> dict[str, bytes]:
    """Collect what changes with our own code: file name → bytes."""
    name, data = wheel
    numpy = lock["packages"]["numpy"]["file_name"]
    frozen = image.frozen(root, python_folder, python_folder / numpy, data)
    archives = {path: python[path] for path in ("python_stdlib.zip", numpy)} | {name: data}
    files = {name: data, "image.bin": image.packed(root, frozen)}
    files["light.bin"] = image.packed(root, light.light(frozen, archives))
    files |= starters(python_folder.name)
    trimmed = trimmed_lock(lock, python_folder.name, python, wheel)
    files["pyodide-lock.json"] = json.dumps(trimmed, indent=1).encode()
    everything = {f"../{python_folder.name}/{path}": data for path, data in python.items()} | files
    files["files.mjs"] = files_module(python_folder.name, trimmed, everything)
    everything["files.mjs"] = files["files.mjs"]
    listed = [describe(path, data) for path, data in everything.items()]
    files["manifest.json"] = json.dumps({"files": listed}, indent=1).encode()
    return files


def starters(python_name: str) -> dict[str, bytes]:
    """Return what the page's two workers start from, a file each; Pyodide stays by itself."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(shutil.copytree(image.BOOT, Path(folder, "boot")))
        (sources / "place.mjs").write_bytes(place_module(python_name))
        entries = [sources / name for name in STARTERS]
        outside = ["./files.mjs", f"../{python_name}/*"]
        alone = [bundled([entry], outside=outside) for entry in entries]
    return {name: text.encode() for files in alone for name, text in files.items()}


def trimmed_lock(
    lock: dict[str, Any], python_name: str, python: dict[str, bytes], wheel: tuple[str, bytes]
) -> dict[str, Any]:
    """Return a lock of numpy, repacked, and our wheel, relative to the package's folder."""
    name, data = wheel
    numpy = lock["packages"]["numpy"]
    ours = {
        "name": "onefilter",
        "version": name.split("-")[1],
        "file_name": name,
        "install_dir": "site",
        "sha256": hashlib.sha256(data).hexdigest(),
        "package_type": "package",
        "imports": ["onefilter"],
        "depends": ["numpy"],
        "unvendored_tests": False,
    }
    theirs = numpy | {
        "file_name": f"../{python_name}/{numpy['file_name']}",
        "sha256": hashlib.sha256(python[numpy["file_name"]]).hexdigest(),
    }
    return {"info": lock["info"], "packages": {"numpy": theirs, "onefilter": ours}}


def write_folder(out: Path, stem: str, files: dict[str, bytes]) -> str:
    """Write `files` into a folder named by their hash, unless it is there; return its name."""
    parts = [part for path in sorted(files) for part in (path.encode(), files[path])]
    name = f"{stem}-{digest(parts)}"
    if not (out / name).exists():
        part = out / f"{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        for path, data in files.items():
            (part / path).parent.mkdir(parents=True, exist_ok=True)
            (part / path).write_bytes(data)
        part.rename(out / name)
    return name


def forget_others(out: Path, names: set[str]) -> None:
    """Remove the folders of earlier builds."""
    for folder in out.iterdir():
        if folder.name not in names:
            shutil.rmtree(folder)
