"""Repack Python archives for the browser: byte-compiled, slimmed, the same bytes every time.

This file runs inside Pyodide (under Node, started by `repack.mjs`), because only the interpreter
that will read the byte code can write it, and because its own zlib makes the same bytes on every
machine. It needs nothing but the standard library, so that it is tested natively as well.

What was chosen, measured on Pyodide 314.0.4 and numpy 2.4.3 (both archives together):

- Byte code instead of sources: compiling the standard library is most of a stock boot.
- No column positions (5.8 MB instead of 6.8): the sources are not shipped, so a traceback through
  the libraries has no line to underline. A reader's own code is compiled in the page, with columns.
- No docstrings and asserts in the libraries (4.8 MB instead of 5.8): a megabyte is most of a second
  on a slow line, for every reader, and `help(numpy.pad)` is one search away.
- Our own package keeps its sources, docstrings and asserts: it is what readers come to look into.
"""

import base64
import hashlib
import importlib.util
import marshal
import posixpath
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

SITE_PACKAGES = "/lib/python3.14/site-packages/"

# What cannot work in a browser, or matters to compilers and test suites alone.
STDLIB_LEFT_OUT = (
    "ensurepip/",
    "ftplib",
    "idlelib/",
    "imaplib",
    "mailbox",
    "multiprocessing/",
    "poplib",
    "pydoc_data/",
    "smtplib",
    "test/",
    "turtledemo/",
    "venv/",
)
NUMPY_LEFT_OUT = ("/tests/", "/f2py/", "/lapack_lite", "/_pyinstaller/", "/conftest", "/include/")
NUMPY_KEPT = (".py", ".so", "/METADATA", "/WHEEL")
# Nothing but docstrings of compiled functions.
NUMPY_EMPTIED = ("/_add_newdocs.py", "/_add_newdocs_scalars.py")


class Member(NamedTuple):
    """One file of an archive: its path inside and its bytes."""

    path: str
    data: bytes


def read_members(archive: str) -> list[Member]:
    """Return the files of the zip file `archive`, in the order of their paths."""
    with zipfile.ZipFile(archive) as opened:
        paths = sorted(i.filename for i in opened.infolist() if not i.is_dir())
        return [Member(path, opened.read(path)) for path in paths]


def write_members(archive: str, members: Iterable[Member]) -> None:
    """Write `members` to the zip file `archive`: no dates, no modes, one order."""
    with zipfile.ZipFile(archive, "w") as opened:
        for member in members:
            opened.writestr(zipfile.ZipInfo(member.path), member.data, zipfile.ZIP_DEFLATED, 9)


def byte_code(member: Member, prefix: str, *, optimize: int, flags: int) -> bytes:
    """Return the `.pyc` file of one source; `flags` as PEP 552 has them."""
    code = compile(member.data, prefix + member.path, "exec", dont_inherit=True, optimize=optimize)
    check = importlib.util.source_hash(member.data) if flags else bytes(8)
    header = importlib.util.MAGIC_NUMBER + flags.to_bytes(4, "little") + check
    return header + marshal.dumps(code)


def compiled(member: Member, prefix: str) -> Member:
    """Replace a source by its byte code, without docstrings and asserts."""
    if not member.path.endswith(".py"):
        return member
    return Member(member.path + "c", byte_code(member, prefix, optimize=2, flags=0))


def compiled_beside(members: Iterable[Member]) -> Iterator[Member]:
    """Keep every source and add its byte code, which import takes without looking at the source."""
    for member in members:
        yield member
        if member.path.endswith(".py"):
            path = importlib.util.cache_from_source(member.path, optimization="")
            yield Member(path, byte_code(member, SITE_PACKAGES, optimize=0, flags=1))


def with_record(members: Iterable[Member]) -> list[Member]:
    """Sort a wheel's members and list them in a new RECORD."""
    kept = sorted(m for m in members if not m.path.endswith(".dist-info/RECORD"))
    folder = next(posixpath.dirname(m.path) for m in kept if m.path.endswith("/METADATA"))
    lines = [f"{m.path},sha256={_record_hash(m.data)},{len(m.data)}" for m in kept]
    record = "\n".join([*lines, f"{folder}/RECORD,,", ""])
    return [*kept, Member(f"{folder}/RECORD", record.encode())]


def _record_hash(data: bytes) -> str:
    digest = hashlib.sha256(data).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def repack_stdlib(members: Iterable[Member]) -> list[Member]:
    """Return the standard library as byte code, without what cannot work in a browser."""
    kept = (m for m in members if not m.path.startswith(STDLIB_LEFT_OUT))
    return [compiled(m, "/lib/python314.zip/") for m in kept]


def repack_numpy(members: Iterable[Member]) -> list[Member]:
    """Return the numpy wheel as byte code, without headers, stubs, tests and f2py."""
    kept = (
        Member(m.path, b"" if m.path.endswith(NUMPY_EMPTIED) else m.data)
        for m in members
        if m.path.endswith(NUMPY_KEPT) and not any(part in m.path for part in NUMPY_LEFT_OUT)
    )
    return with_record(compiled(m, SITE_PACKAGES) for m in kept)


def repack_package(members: Iterable[Member]) -> list[Member]:
    """Return our own wheel with byte code beside its sources."""
    return with_record(compiled_beside(members))


RECIPES: dict[str, Callable[[Iterable[Member]], list[Member]]] = {
    "stdlib": repack_stdlib,
    "numpy": repack_numpy,
    "package": repack_package,
}


def repack(recipe: str, source: str, target: str) -> None:
    """Repack the archive `source` into `target`.

    Parameters
    ----------
    recipe : str
        `"stdlib"`, `"numpy"` or `"package"`.
    source, target : str
        Paths of zip files or wheels.

    Raises
    ------
    KeyError
        If `recipe` is none of the three.
    """
    write_members(target, RECIPES[recipe](read_members(source)))
