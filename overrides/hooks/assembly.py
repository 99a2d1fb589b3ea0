"""Assemble the browser's Python.

Everything a page needs to run Python is served from the site itself, out of two folders whose
names carry the hash of what they hold, so that a host may let browsers keep them for ever:

    runtime/python-HASH/      Pyodide, its standard library, numpy, and PyScript in `pyscript/`
    runtime/onefilter-HASH/   our package's wheel; `pyodide-lock.json`, which lists numpy and our
                              wheel and nothing else; `interpreter.mjs`, which PyScript loads as
                              its Pyodide; `lab.py`, the one program it runs; `files.mjs`;
                              `manifest.json`

A change in the package renews the second folder alone. `files.mjs` is written for
`interpreter.mjs`, which imports it as `./files.mjs`: it re-exports `loadPyodide` and `version`, and
exports `python` (the URL of the first folder), `lock` (the lock file's contents) and `boot`
(`[{url, size}]`, what every boot downloads, for progress in bytes). `manifest.json` lists every
file with its size and SHA-256, for whoever caches.

The steps, each a function: fetch the sources, repack them inside Pyodide, build the wheel, write
the folders.
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

from overrides.hooks import numpy_wheel

ROOT = Path(__file__).resolve().parents[2]
REPACKERS = [ROOT / "overrides/hooks" / name for name in ("repack.mjs", "repack.py")]
# Ours, copied beside the wheel: they change when the package does.
OWN_FILES = [ROOT / "overrides/assets/javascripts/interpreter.mjs", ROOT / "pysrc/browser/lab.py"]
PYODIDE_FILES = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]
PYSCRIPT_FILES = ["core*", "codemirror*", "index-*", "deprecations-*", "error-*", "pyodide_graph-*"]
BOOT_SUFFIXES = (".mjs", ".wasm", ".zip", ".whl")


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

    def paths(self) -> dict[str, Any]:
        """Return what the theme is told: paths below the site's root."""
        package, python = f"runtime/{self.package}", f"runtime/{self.python}"
        return {
            "folder": f"{package}/",
            "interpreter": f"{package}/interpreter.mjs",
            "program": f"{package}/lab.py",
            "manifest": f"{package}/manifest.json",
            "python": f"{python}/",
            "pyscript": f"{python}/pyscript/core.js",
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
    pyodide, out = root / "node_modules/pyodide", root / "build/runtime"
    lock = json.loads((pyodide / "pyodide-lock.json").read_text())
    python = python_folder(root, lock)
    wheel = build_wheel(root)
    python_name = write_folder(out, "python", python)
    package = package_folder(lock, python_name, python, wheel)
    package_name = write_folder(out, "onefilter", package)
    forget_others(out, {python_name, package_name})
    return Runtime(out, python_name, package_name)


def python_folder(root: Path, lock: dict[str, Any]) -> dict[str, bytes]:
    """Collect what changes only with a new Pyodide: file name → bytes."""
    pyodide, pyscript = root / "node_modules/pyodide", root / "node_modules/@pyscript/core/dist"
    version = json.loads((pyodide / "package.json").read_text())["version"]
    numpy = numpy_wheel.find(version, lock["packages"]["numpy"])
    files = {name: without_map(pyodide / name) for name in PYODIDE_FILES}
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
    """Return `source` repacked inside Pyodide, from `build/cache` when nothing has changed."""
    inputs = [source, *REPACKERS, root / "node_modules/pyodide/pyodide.asm.wasm"]
    target = root / "build/cache" / f"{digest([p.read_bytes() for p in inputs])}{source.suffix}"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        run_node(REPACKERS[0], root / "node_modules/pyodide", recipe, source, part)
        part.replace(target)
    return target


def build_wheel(root: Path) -> tuple[str, bytes]:
    """Build our package's wheel with byte code beside its sources: its name and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(command, cwd=root, check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        return wheel.name, repacked(root, "package", wheel).read_bytes()


def package_folder(
    lock: dict[str, Any], python_name: str, python: dict[str, bytes], wheel: tuple[str, bytes]
) -> dict[str, bytes]:
    """Collect what changes with our own code: file name → bytes."""
    name, data = wheel
    files = {name: data} | {p.name: p.read_bytes() for p in OWN_FILES}
    trimmed = trimmed_lock(lock, python_name, python, wheel)
    files["pyodide-lock.json"] = json.dumps(trimmed, indent=1).encode()
    everything = {f"../{python_name}/{path}": data for path, data in python.items()} | files
    listed = [describe(path, data) for path, data in everything.items()]
    files["files.mjs"] = files_module(python_name, trimmed, listed)
    listed.append(describe("files.mjs", files["files.mjs"]))
    files["manifest.json"] = json.dumps({"files": listed}, indent=1).encode()
    return files


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


def describe(path: str, data: bytes) -> dict[str, Any]:
    """Return one line of the manifest; `boot` marks what every boot downloads."""
    boot = path.endswith(BOOT_SUFFIXES)
    return {
        "path": path,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "boot": boot,
    }


def files_module(python_name: str, lock: dict[str, Any], listed: list[dict[str, Any]]) -> bytes:
    """Write the module that tells `interpreter.mjs` where this build's files lie."""
    boot = [{"url": f["path"], "size": f["size"]} for f in listed if f["boot"]]
    return f"""// Written by the build. See overrides/hooks/runtime.py.
export {{ loadPyodide, version }} from "../{python_name}/pyodide.mjs";
const here = (path) => new URL(path, import.meta.url).href;
export const python = here("../{python_name}/");
export const boot = {json.dumps(boot)}.map((file) => ({{ ...file, url: here(file.url) }}));
export const lock = {json.dumps(lock)};
""".encode()


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


def digest(parts: list[bytes]) -> str:
    """Return 12 hexadecimal digits that change when any of `parts` does."""
    hashes = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(hashes).hexdigest()[:12]


def run_node(script: Path, *arguments: str | Path) -> None:
    """Run a script with the Node that lies beside this Python."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or "node"
    subprocess.run([node, str(script), *map(str, arguments)], check=True)
