"""Make the image of a Python that has imported everything, and pack what pages download.

The image is what `snapshot.mjs` freezes; what an image is stands in
`overrides/assets/javascripts/boot/image.mjs`. Both steps take seconds, so what they make is kept in
`build/cache` under the hash of all they were made from.
"""

import base64
import json
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from overrides.hooks.steps import cached, run_node

HERE = Path(__file__).parent
BOOT = HERE.parent / "assets/javascripts/boot"
PACKER = HERE / "pack.mjs"
FREEZERS = [HERE / name for name in ("snapshot.mjs", "freezer.mjs", "stillness.mjs")]
FREEZERS += [HERE / "freeze.py", HERE / "warm.py"]
FREEZERS += [BOOT / name for name in ("engine.mjs", "image.mjs", "libraries.mjs", "pages.mjs")]
PYSCRIPT = "node_modules/@pyscript/core/src"
WRITTEN = {"sources": f"{PYSCRIPT}/stdlib/pyscript.js", "stdlib": f"{PYSCRIPT}/stdlib.js"}
LAB = "pysrc/browser/lab.py"
DECODER = "node_modules/zstddec/dist/zstddec-stream.mjs"
# Where the frozen Python looks for the rest of numpy.
NUMPY_PLACE = "/lib/numpy.zip"


def packed(root: Path, data: bytes) -> bytes:
    """Return `data` as one frame of Zstandard, which ends in a checksum."""

    def make(target: Path) -> None:
        source = target.with_suffix(".raw")
        source.write_bytes(data)
        run_node(PACKER, source, target)
        source.unlink()

    return cached(root, [data, PACKER.read_bytes()], make).read_bytes()


def decoder(root: Path) -> bytes:
    """Return the compiled decoder of Zstandard, which its package carries as text in a script."""
    text = (root / DECODER).read_text()
    found = re.search(r'"(AGFzbQ[A-Za-z0-9+/=]{10000,})"', text)
    if not found:
        raise ValueError(f"{DECODER} holds no compiled decoder any more")
    return base64.b64decode(found[1])


def frozen(root: Path, python: Path, numpy: Path, package: bytes) -> bytes:
    """Return the image of a Python that has imported what pages need.

    Parameters
    ----------
    root : Path
        The checkout.
    python : Path
        The folder with exactly the Pyodide that will restore the image.
    numpy : Path
        The repacked wheel of numpy, in that folder.
    package : bytes
        Our own wheel.

    Returns
    -------
    bytes
        The image, not packed. The same inputs give the same bytes.
    """
    theirs = [root / path for path in WRITTEN.values()]
    sources = [path.read_bytes() for path in [*FREEZERS, *theirs, root / LAB]]
    inputs = [python.name.encode(), numpy.read_bytes(), package, *sources]

    def make(target: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            job = described(root, Path(folder), python, numpy, package)
            job["target"] = str(target)
            path = Path(folder) / "job.json"
            path.write_text(json.dumps(job))
            run_node(FREEZERS[0], path)

    return cached(root, inputs, make).read_bytes()


def described(
    root: Path, folder: Path, python: Path, numpy: Path, package: bytes
) -> dict[str, Any]:
    """Lay out in `folder` what is not a file yet, and return what `snapshot.mjs` asks for."""
    lock = json.loads((root / "node_modules/pyodide/pyodide-lock.json").read_text())
    (folder / "package.whl").write_bytes(package)
    return {
        "python": str(python),
        "info": lock["info"],
        "extensions": str(extensions(numpy, folder / "extensions")),
        "numpy": {"path": NUMPY_PLACE, "file": str(numpy)},
        "package": str(folder / "package.whl"),
        "pyscript": {name: str(root / path) for name, path in WRITTEN.items()},
        "lab": str(root / LAB),
        "freeze": str(HERE / "freeze.py"),
        "warm": str(HERE / "warm.py"),
    }


def extensions(wheel: Path, folder: Path) -> Path:
    """Unpack a wheel's compiled modules into `folder`, each under its dotted name."""
    folder.mkdir()
    with zipfile.ZipFile(wheel) as opened:
        for path in (p for p in opened.namelist() if p.endswith(".so")):
            name = path.split(".")[0].replace("/", ".")
            (folder / f"{name}.so").write_bytes(opened.read(path))
    return folder
