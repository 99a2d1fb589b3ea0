"""The numpy wheel is taken from the first source that has the right bytes, and from no other."""

import hashlib
import json
from pathlib import Path
from urllib.error import URLError

import pytest

from overrides.hooks import numpy_wheel
from overrides.hooks.assembly import ROOT

RIGHT = b"the bytes that the lock names"
ENTRY = {"file_name": "numpy-9.whl", "sha256": hashlib.sha256(RIGHT).hexdigest()}


def gives(data: bytes) -> numpy_wheel.Source:
    """Return a source that has `data`."""
    return lambda _version, _file_name: data


def is_down(_version: str, _file_name: str) -> bytes:
    """Answer as a closed network does."""
    raise URLError("no network")


def must_not_be_asked(_version: str, _file_name: str) -> bytes:
    """Fail the test when it comes to this source."""
    pytest.fail("this source was asked although an earlier one had the file")


def test_the_first_source_that_answers_is_taken_and_kept(tmp_path: Path) -> None:
    sources = {"down": is_down, "good": gives(RIGHT), "late": must_not_be_asked}
    path = numpy_wheel.find("1", ENTRY, tmp_path / "cache", sources)
    assert path.read_bytes() == RIGHT
    assert path == numpy_wheel.find("1", ENTRY, tmp_path / "cache", {"late": must_not_be_asked})


def test_a_cached_file_that_was_damaged_is_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "numpy-9.whl").write_bytes(RIGHT[:-1])
    path = numpy_wheel.find("1", ENTRY, tmp_path, {"good": gives(RIGHT)})
    assert path.read_bytes() == RIGHT


def test_other_bytes_are_refused_and_the_next_source_is_asked(tmp_path: Path) -> None:
    sources = {"wrong": gives(b"other bytes"), "good": gives(RIGHT)}
    assert numpy_wheel.find("1", ENTRY, tmp_path, sources).read_bytes() == RIGHT


def test_nowhere_to_be_found_says_what_each_answered_and_what_to_do(tmp_path: Path) -> None:
    sources = {"wrong": gives(b"other bytes"), "down": is_down}
    with pytest.raises(RuntimeError) as told:
        numpy_wheel.find("1", ENTRY, tmp_path, sources)
    message = str(told.value)
    for part in (
        "wrong: refused",
        hashlib.sha256(b"other bytes").hexdigest(),
        "down",
        "no network",
        ENTRY["sha256"],
        str(tmp_path / "numpy-9.whl"),
    ):
        assert part in message
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_in_use_is_the_one_pyodides_lock_names() -> None:
    pyodide = ROOT / "node_modules/pyodide"
    version = json.loads((pyodide / "package.json").read_text())["version"]
    entry = json.loads((pyodide / "pyodide-lock.json").read_text())["packages"]["numpy"]
    found = numpy_wheel.find(version, entry)
    assert hashlib.sha256(found.read_bytes()).hexdigest() == (
        "0cad9c1b91f0082e4f959bc0e0bf5835a2efbba6ab3b1e9d1fe6e7e564cca98e"
    )
