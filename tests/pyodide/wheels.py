"""The tools that the suite needs inside Pyodide, fetched once, as requirements.txt locks them."""

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from overrides.hooks.assembly import ROOT
from overrides.hooks.numpy_wheel import default_cache

TOOLS = ("hypothesis", "iniconfig", "packaging", "pluggy", "pygments", "pytest", "sortedcontainers")
# Pyodide's own platform: hypothesis has a compiled part, and a wheel for it.
PLATFORM = ("--python-version", "3.14", "--platform", "pyemscripten_2026_0_wasm32")


def locked() -> str:
    """Return the entries of requirements.txt for the tools, hashes included."""
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text())
    return "\n".join(entry for entry in entries if entry.split("==")[0] in TOOLS) + "\n"


def site_packages() -> Path:
    """Return a folder with the tools unpacked, from the cache when it has them."""
    requirements = locked()
    name = f"pyodide-tools-{hashlib.sha256(requirements.encode()).hexdigest()[:12]}"
    folder = default_cache() / name
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as part:
            unpack(download(requirements, Path(part) / "wheels"), Path(part) / name)
            (Path(part) / name).rename(folder)
    return folder


def download(requirements: str, folder: Path) -> list[Path]:
    """Fetch the wheels, each checked against the lock's hashes."""
    folder.mkdir()
    listed = folder / "tools.txt"
    listed.write_text(requirements)
    flags = ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", *PLATFORM]
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        *flags,
        "-d",
        str(folder),
        "-r",
        str(listed),
    ]
    subprocess.run(command, check=True)
    return sorted(folder.glob("*.whl"))


def unpack(wheels: list[Path], folder: Path) -> None:
    """Unpack the wheels into one folder that Python can import from."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as opened:
            opened.extractall(folder)
