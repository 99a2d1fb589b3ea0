"""Make what starts Python with the fewest bytes, for readers who save data.

It is one file of archives: the part of the standard library that is in use once a page runs, numpy
and our package. Their members are stored as they are and packed together, which takes fewer bytes
than packing each. The rest of the standard library comes when it is imported.
"""

import io
import json
import struct
import zipfile
from collections.abc import Callable

HEAD = struct.Struct("<4sI")
# The same as of every image: see `overrides/assets/javascripts/boot/image.mjs`.
MARK = b"POF1"
# Pyodide imports it for each wheel that comes as one, which nothing does in the image.
FOR_WHEELS = {"tarfile.pyc"}


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
    parts = [stored(archives[stdlib], used.__contains__)]
    parts += [stored(archives[name]) for name in wheels]
    index = json.dumps({"names": list(archives), "parts": [len(part) for part in parts]}).encode()
    return b"".join([HEAD.pack(MARK, len(index)), index, *parts])


def read_index(image: bytes) -> dict[str, list[str]]:
    """Return what an image says of itself."""
    _, length = HEAD.unpack_from(image)
    index: dict[str, list[str]] = json.loads(image[HEAD.size : HEAD.size + length])
    return index


def stored(archive: bytes, keeps: Callable[[str], bool] = lambda _: True) -> bytes:
    """Return an archive with its members, or those it `keeps`, not packed one by one."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened, io.BytesIO() as target:
        with zipfile.ZipFile(target, "w") as made:
            for name in filter(keeps, opened.namelist()):
                made.writestr(zipfile.ZipInfo(name), opened.read(name))
        return target.getvalue()
