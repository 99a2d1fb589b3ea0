"""A Pyodide distribution in a folder of our own, as the peers would find it on the official CDN.

The npm package carries the runtime; numpy, what else the peers load, and a lock file that lists
them are laid beside it.
"""

import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from overrides.hooks import licences
from tests.bench import _install

RUNTIME = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.mjs", "pyodide.asm.wasm")
RUNTIME += ("python_stdlib.zip", "package.json")
IN_THE_BROWSER = {"sys_platform": "emscripten", "platform_system": "Emscripten", "extra": ""}
IN_THE_BROWSER |= {"python_version": "3.14", "python_full_version": "3.14.0"}


def lay_out(pyodide: Path, target: Path) -> None:
    """Copy a Pyodide from npm to `target`, with numpy and the peers' wheels, and write its lock."""
    target.mkdir(parents=True)
    for path in (pyodide / name for name in RUNTIME):
        if path.exists():
            shutil.copy(path, target)
    for wheel in (licences.numpy_in_use(), *_install.wheels().glob("*.whl")):
        shutil.copy(wheel, target)
    pure_yaml(target)
    info = json.loads((pyodide / "pyodide-lock.json").read_text())["info"]
    (target / "pyodide-lock.json").write_text(json.dumps({"info": info, "packages": lock(target)}))


def pure_yaml(target: Path) -> None:
    """Pack PyYAML's Python files: it has no wheel for the browser on PyPI, and needs none."""
    (library,) = _install.tools().parent.glob("lib/python*/site-packages")
    (about,) = library.glob("[pP]y[yY][aA][mM][lL]-*.dist-info")
    _, version = about.name.removesuffix(".dist-info").split("-")
    with zipfile.ZipFile(target / f"pyyaml-{version}-py3-none-any.whl", "w") as packed:
        for path in [*library.glob("yaml/*.py"), about / "METADATA"]:
            packed.write(path, path.relative_to(library))
        wheel = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        packed.writestr(f"{about.name}/WHEEL", wheel)


def lock(folder: Path) -> dict[str, Any]:
    """Describe every wheel of a folder as Pyodide's lock file does."""
    wheels = sorted(folder.glob("*.whl"))
    names = {parse_wheel_filename(wheel.name)[0] for wheel in wheels}
    return {str(parse_wheel_filename(wheel.name)[0]): entry(wheel, names) for wheel in wheels}


def entry(wheel: Path, names: set[Any]) -> dict[str, Any]:
    """Describe one wheel; of what it needs, the other wheels here."""
    name, version, _, _ = parse_wheel_filename(wheel.name)
    data = wheel.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        files = opened.namelist()
        (about,) = (file for file in files if file.endswith(".dist-info/METADATA"))
        needs = requirements(opened.read(about).decode())
    return {
        "name": str(name),
        "version": str(version),
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(data).hexdigest(),
        "package_type": "package",
        "imports": sorted({module(file) for file in files if file.endswith(".py")}),
        "depends": sorted(needs & names),
        "unvendored_tests": False,
    }


def module(file: str) -> str:
    """Return the top-level module to which a file of a wheel belongs."""
    return file.split("/")[0].removesuffix(".py")


def requirements(metadata: str) -> set[Any]:
    """Return the names of what a package needs in the browser."""
    lines = (line for line in metadata.splitlines() if line.startswith("Requires-Dist:"))
    needs = [Requirement(line.split(":", 1)[1]) for line in lines]
    wanted = (need for need in needs if not need.marker or need.marker.evaluate(IN_THE_BROWSER))
    return {canonicalize_name(need.name) for need in wanted}
