"""The image of a Python is made twice the same, thaws, and is refused where it does not fit."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

from onefilter.player import Player
from overrides.hooks import freeze, image
from overrides.hooks.assembly import ROOT, Runtime
from overrides.hooks.steps import run_node

HERE = Path(__file__).parent
PYODIDE = ROOT / "node_modules/pyodide"


def thaw(runtime: Runtime, folder: Path, damage: str = "") -> dict[str, Any]:
    """Thaw the assembled image under Node; return what `thawed.py` says, or the problem."""
    target = folder / "answer.json"
    package = runtime.root / runtime.package
    run_node(HERE / "thaw.mjs", package, HERE / "thawed.py", target, damage)
    answer: dict[str, Any] = json.loads(target.read_text())
    return json.loads(answer["main"]) if "main" in answer else answer


@pytest.fixture(scope="module")
def thawed(
    runtime: Runtime, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What two Pythons say that were thawed from one image."""
    folder = tmp_path_factory.mktemp("thawed")
    return thaw(runtime, folder), thaw(runtime, folder)


def test_everything_is_imported_before_the_page_asks(thawed: tuple[dict[str, Any], ...]) -> None:
    assert thawed[0]["there"] == ["numpy", "numpy.fft", "onefilter.player", "onefilter.session"]


def test_a_thawed_python_computes_what_scipy_computes(thawed: tuple[dict[str, Any], ...]) -> None:
    pixels = np.arange(576.0).reshape(24, 24) % 7
    expected = correlate2d(pixels, np.arange(9.0).reshape(3, 3), mode="valid")
    np.testing.assert_allclose(thawed[0]["map"], expected, rtol=0, atol=1e-12)
    assert thawed[0]["values"] == Player().mount("pooling")["values"]


def test_chance_thaws_anew_and_seeds_do_not(thawed: tuple[dict[str, Any], ...]) -> None:
    one, other = thawed
    assert all(a != b for a, b in zip(one["chance"], other["chance"], strict=True))
    assert one["seeded"] == other["seeded"] == np.random.default_rng(3).random(4).tolist()


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("build", "another Pyodide"),
        ("files", "other files"),
        ("start", "function table"),
        ("layout", "ends at"),
        ("library", "ends at"),
        ("pages", "do not fit"),
        ("fingerprint", "not what it was"),
        ("heap", ""),  # wherever Python stumbles first
    ],
)
def test_what_does_not_fit_is_refused(
    damage: str, problem: str, runtime: Runtime, tmp_path: Path
) -> None:
    assert problem in thaw(runtime, tmp_path, damage)["problem"]


def test_freezing_again_gives_the_same_bytes(runtime: Runtime, tmp_path: Path) -> None:
    python, package = runtime.root / runtime.python, runtime.root / runtime.package
    (tmp_path / "build").mkdir()
    for folder in ("node_modules", "pysrc"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (numpy,), (wheel,) = python.glob("numpy-*.whl"), package.glob("*.whl")
    again = image.packed(tmp_path, image.frozen(tmp_path, python, numpy, wheel.read_bytes()))
    assert again == (package / "image.bin").read_bytes()


def test_memory_does_not_tell_where_it_was_made(runtime: Runtime, tmp_path: Path) -> None:
    """Else it would be another in every folder."""
    packed = (runtime.root / runtime.package / "image.bin").read_bytes()
    assert str(ROOT).encode() not in unpacked(runtime, packed, tmp_path)


def test_no_archive_is_left_in_memory(runtime: Runtime, tmp_path: Path) -> None:
    """Modules were imported from archives; where those were read, nothing of them remains."""
    packed = (runtime.root / runtime.package / "image.bin").read_bytes()
    members = re.findall(
        rb"PK\x03\x04.{26}[\w/]+\.pyc", unpacked(runtime, packed, tmp_path), re.DOTALL
    )
    assert not members


def test_packed_files_unpack_to_the_plain_ones(runtime: Runtime, tmp_path: Path) -> None:
    python = runtime.root / runtime.python
    plain = (python / "pyodide.asm.wasm").read_bytes()
    assert unpacked(runtime, (python / "pyodide.asm.wasm.bin").read_bytes(), tmp_path) == plain


@pytest.mark.parametrize("size", [0, 1, 1 << 18, (1 << 18) + 1, 3_000_001])
def test_any_size_can_be_packed(size: int, runtime: Runtime, tmp_path: Path) -> None:
    data = np.random.default_rng(size).integers(0, 5, size, np.uint8).tobytes()
    assert unpacked(runtime, image.packed(tmp_path, data), tmp_path) == data


def test_damage_is_noticed_while_unpacking(runtime: Runtime, tmp_path: Path) -> None:
    packed = image.packed(tmp_path, b"one filter " * 1000 + bytes(range(256)))
    middle = len(packed) // 2
    flipped = packed[:middle] + bytes([packed[middle] ^ 1]) + packed[middle + 1 :]
    for damaged in (packed[:-1], packed[:middle], flipped, b"garbage" * 9):
        with pytest.raises(subprocess.CalledProcessError):
            unpacked(runtime, damaged, tmp_path)


def unpacked(runtime: Runtime, packed: bytes, folder: Path) -> bytes:
    """Unpack under Node with the decoder that pages use, in pieces as they may arrive."""
    source, target = folder / "packed", folder / "plain"
    source.write_bytes(packed)
    run_node(HERE / "unpack.mjs", runtime.root / runtime.package, source, target)
    return target.read_bytes()


def test_memory_is_put_together_from_pages() -> None:
    run_node(HERE / "pages.mjs")


def test_pyscripts_sources_are_the_ones_in_its_bundle() -> None:
    """The byte code in the image is of use only where PyScript writes the very same sources."""
    (core,) = (ROOT / "node_modules/@pyscript/core/dist").glob("core-*.js")
    run_node(HERE / "pyscript.mjs", ROOT / image.WRITTEN["sources"], core)


def test_the_standard_modules_of_a_source_are_found(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("import js, json as j\nfrom html.entities import html5\n")
    (tmp_path / "two.py").write_text("def later():\n    from . import one\n    import asyncio\n")
    assert freeze.standard_modules(str(tmp_path)) == ["asyncio", "html.entities", "json"]


def test_byte_code_stands_alone_and_checks_its_source(tmp_path: Path) -> None:
    (tmp_path / "kept.py").write_text("VALUE = 6\n")
    freeze.compile_in_place(str(tmp_path))
    assert not list(tmp_path.glob("*.py"))
    for value in (6, 7):  # the second source is another one, and as long
        (tmp_path / "kept.py").write_text(f"VALUE = {value}\n")
        command = [sys.executable, "-c", "import kept; print(kept.VALUE)"]
        told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert int(told.stdout) == value


def test_caches_that_hold_much_are_emptied() -> None:
    @cache
    def ones(size: int) -> dict[str, np.ndarray]:
        return {"ones": np.ones(size)}

    ones(freeze.MUCH // 16)
    freeze.forget_bulk()
    assert ones.cache_info().currsize == 1
    ones(freeze.MUCH // 8)
    freeze.forget_bulk()
    assert ones.cache_info().currsize == 0


def test_the_program_imports_nothing_that_is_not_frozen() -> None:
    nodes = ast.walk(ast.parse((ROOT / "pysrc/browser/lab.py").read_text()))
    names = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    ours = {name for name in names if name.startswith("onefilter")}
    assert ours
    assert ours <= set(freeze.our_modules())
