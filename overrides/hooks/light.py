"""Make what starts Python with the fewest bytes, for readers who save data.

It is one file of archives: the part of the standard library that is in use once a page runs, numpy
and our package. Their members are stored as they are and packed together, which takes fewer bytes
than packing each. The rest of the standard library comes when it is imported: `rest.py` sees to it.
"""

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

HEAD = struct.Struct("<4sI")
# The same as of every image: see `overrides/assets/javascripts/boot/image.mjs`.
MARK = b"POF1"
# Pyodide imports it for each wheel that comes as one, which nothing does in the image.
FOR_WHEELS = {"tarfile.pyc"}
FINDER = Path(__file__).with_name("rest.py")
# The module's name in the browser, where readers have names of their own.
FINDER_NAME = "_rest.py"
NOTHING = "LEFT_OUT: frozenset[str] = frozenset()"


def light(frozen: bytes, archives: dict[str, bytes]) -> bytes:
    """Return the archives in one file.

    Parameters
    ----------
    frozen : bytes
        An image of the same Python, which says what of the standard library is in use.
    archives : dict of str to bytes
        The standard library, then wheels, each by its file's name.

    Returns
    -------
    bytes
        The file, not packed.
    """
    (stdlib, *wheels) = archives
    used = FOR_WHEELS | set(read_index(frozen)["used"])
    finder = {FINDER_NAME: finder_of(left_out(archives[stdlib], used)).encode()}
    parts = [stored(archives[stdlib], used.__contains__, finder)]
    parts += [stored(archives[name]) for name in wheels]
    index = json.dumps({"names": list(archives), "parts": [len(part) for part in parts]}).encode()
    return b"".join([HEAD.pack(MARK, len(index)), index, *parts])


def read_index(image: bytes) -> dict[str, list[str]]:
    """Return what an image says of itself."""
    _, length = HEAD.unpack_from(image)
    index: dict[str, list[str]] = json.loads(image[HEAD.size : HEAD.size + length])
    return index


def left_out(archive: bytes, used: set[str]) -> list[str]:
    """Return the names of the modules in an archive that are not in use."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return sorted(module_name(name) for name in opened.namelist() if name not in used)


def module_name(member: str) -> str:
    """Return the module that a member of an archive is.

    >>> module_name("json/__init__.pyc"), module_name("json/tool.pyc")
    ('json', 'json.tool')
    """
    return member.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


def finder_of(names: Iterable[str]) -> str:
    """Return the source of `rest.py` with the names of what it finds."""
    source = FINDER.read_text(encoding="utf-8")
    if NOTHING not in source:
        raise ValueError(f"{FINDER.name} has no place for names any more")
    return source.replace(NOTHING, f"LEFT_OUT = frozenset({list(names)!r})")


def stored(
    archive: bytes,
    keeps: Callable[[str], bool] = lambda _: True,
    added: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """Return an archive, its members not packed: those it `keeps`, then those `added`."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened, io.BytesIO() as target:
        with zipfile.ZipFile(target, "w") as made:
            kept = {name: opened.read(name) for name in opened.namelist() if keeps(name)}
            for name, data in (kept | dict(added)).items():
                made.writestr(zipfile.ZipInfo(name), data)
        return target.getvalue()
