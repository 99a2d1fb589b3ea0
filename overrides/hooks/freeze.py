"""What a page's Python has behind it before the page asks: imports, first calls, a tidy memory.

This file runs inside the Pyodide that `snapshot.mjs` freezes. Everything here happens once, at
build, and every reader starts from the memory that it leaves.
"""

import ast
import functools
import gc
import importlib
import importlib.util
import linecache
import pkgutil
import py_compile
import re
import sys
import zipfile
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

# Where numpy's compiled modules seem to be; memory holds them.
EXTENSIONS = "/lib/extensions"
# What numpy imports when it is first asked for it; readers ask for it.
LATER = ("numpy.fft", "numpy.linalg", "numpy.random")
# The module that keeps the programs of each start.
KNOWN = "_programs"
# More bytes than this are computed again sooner than they are downloaded.
MUCH = 50_000
# Python's own allocator serves up to so many bytes, in sizes so far apart.
SMALL, APART = 512, 8
# So many bytes of each size fill whatever holes there are, and much more of the largest: it takes
# places where nothing is any more.
HOLES, ROOM = 1 << 16, 1 << 22


class Extensions:
    """Finds compiled modules by name: an archive holds Python files alone."""

    @staticmethod
    def find_spec(name: str, *_: Any) -> ModuleSpec | None:
        """Return where a compiled module seems to be, or None."""
        file = f"{EXTENSIONS}/{name}.so"
        if not Path(file).exists():
            return None
        loader = ExtensionFileLoader(name, file)
        return importlib.util.spec_from_file_location(name, file, loader=loader)


def freeze(numpy: str, wheel: str, pyscript: str, programs: list[str]) -> None:
    """Bring this Python to the state that pages start from.

    Parameters
    ----------
    numpy : str
        The archive with numpy's Python files, which stays one: pages fetch it if they must.
    wheel : str
        Our own package, which is unpacked: readers look into it.
    pyscript : str
        The folder with PyScript's own modules.
    programs : list of str
        What PyScript runs at each start.
    """
    sys.dont_write_bytecode = True
    sys.meta_path.append(Extensions)
    sys.path.append(numpy)
    unpack(wheel)
    for name in (*LATER, *our_modules(), *standard_modules(pyscript)):
        importlib.import_module(name)
    forget_byte_code()
    compile_in_place(pyscript)
    know(programs)
    play_every_demo()
    run_a_block()
    forget_bulk()


def unpack(wheel: str) -> None:
    """Put a wheel's files where packages are installed, and forget the wheel."""
    place = next(path for path in sys.path if path.endswith("/site-packages"))
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(place, [n for n in opened.namelist() if ".dist-info/" not in n])
    Path(wheel).unlink()
    importlib.invalidate_caches()  # the clock stands still, so that nothing seems to have changed


def our_modules() -> list[str]:
    """Return the names of every module of our package."""
    import onefilter

    return [module.name for module in pkgutil.walk_packages(onefilter.__path__, "onefilter.")]


def forget_byte_code() -> None:
    """Keep our sources alone: what they compile to has been imported."""
    import onefilter

    for file in sorted(Path(onefilter.__path__[0]).rglob("*.pyc")):
        file.unlink()


def standard_modules(folder: str) -> list[str]:
    """Return the modules of the standard library that the sources in `folder` import."""
    sources = [file.read_text() for file in sorted(Path(folder).rglob("*.py"))]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return sorted(name for name in names if name.split(".")[0] in sys.stdlib_module_names)


def compile_in_place(folder: str) -> None:
    """Replace the sources in `folder` by their byte code.

    PyScript writes its sources there at each start. The byte code carries their hash, so that it is
    used where they are the same and nowhere else.
    """
    checked = py_compile.PycInvalidationMode.CHECKED_HASH
    for file in sorted(Path(folder).rglob("*.py")):
        py_compile.compile(str(file), invalidation_mode=checked, doraise=True)
        file.unlink()


def know(programs: list[str]) -> None:
    """Keep, under their texts, what `programs` compile to, for `programs.mjs` to run."""
    keeper: Any = ModuleType(KNOWN)
    keeper.compiled = {
        text: compile(text, "<exec>", "exec", dont_inherit=True) for text in programs
    }
    sys.modules[KNOWN] = keeper


def play_every_demo() -> None:
    """Do with each demo what readers do: a first call does more than the next ones."""
    from onefilter.demos import all_demos
    from onefilter.player import Player

    player = Player()
    for name, demo in all_demos().items():
        for view in player.mount(name)["views"]:
            player.move(name, view, 0, 0)
        if demo.advance:
            player.step(name, 1)
        player.arrays(name)
        player.drop(name)


def run_a_block() -> None:
    """Run what readers write, and an error of theirs."""
    from onefilter.session import Session

    session = Session(lambda _: None)
    session.run("import numpy as np\nprint(np.ones(2))\nshow(np.eye(2))", "first")
    session.run("np.zeros(2) @ np.zeros(3)", "second")


def forget_bulk() -> None:
    """Empty the caches that hold many numbers."""
    for thing in gc.get_objects():
        # `isinstance` would ask each object for its `__class__`, and some warn when asked.
        if type(thing) is functools._lru_cache_wrapper and weight(thing) > MUCH:
            thing.cache_clear()


def weight(cache: object) -> int:
    """Return the bytes of all arrays that `cache` holds."""
    import numpy as np

    seen: dict[int, Any] = {}
    waiting = gc.get_referents(cache)
    while waiting:
        thing = waiting.pop()
        if id(thing) not in seen and not isinstance(thing, FunctionType | ModuleType | type):
            seen[id(thing)] = thing
            waiting += gc.get_referents(thing)
    return sum(thing.nbytes for thing in seen.values() if isinstance(thing, np.ndarray))


def used(archive: str) -> list[str]:
    """Return the members of an archive that something was imported from."""
    files = {getattr(module, "__file__", None) or "" for module in sys.modules.values()}
    return sorted(f.removeprefix(f"{archive}/") for f in files if f.startswith(f"{archive}/"))


def tidy() -> None:
    """Forget what only the freezing needed."""
    sys.meta_path.remove(Extensions)
    sys.dont_write_bytecode = False
    Path(__file__).unlink()
    for name in ("freeze", "py_compile"):
        sys.modules.pop(name, None)
    linecache.clearcache()
    re.purge()
    importlib.invalidate_caches()
    # Search every archive once, so that nobody need fetch one to see that a name is not in it.
    importlib.util.find_spec("a_name_that_is_nowhere")
    gc.collect()
    gc.collect()
    overwrite_what_is_free()
    shorten_the_keyboard()
    sys._clear_internal_caches()  # type: ignore[attr-defined]


def overwrite_what_is_free() -> None:
    """Put zeros where objects were: what they held would travel for nothing.

    Python hands small places on without clearing them, and keeps them from the system's allocator.
    """
    head = sys.getsizeof(b"")
    held = [bytes(SMALL - head) for _ in range(ROOM // SMALL)]
    for size in range(SMALL - APART, head + APART, -APART):
        held += [bytes(size - head) for _ in range(HOLES // size)]
    del held


def shorten_the_keyboard() -> None:
    """Give standard input, which no page has, a short buffer: the one it has holds old archives."""
    keyboard: Any = sys.stdin.buffer
    keyboard.__init__(keyboard.raw, 1 << 10)
