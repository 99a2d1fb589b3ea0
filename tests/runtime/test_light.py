"""Who saves data gets a part of the standard library; the rest is found by its names."""

import io
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from overrides.hooks import light

MEMBERS = {
    "whole.py": "there = 'whole'",
    "parted/__init__.py": "there = 'parted'",
    "parted/here.py": "there = 'here'",
    "parted/late.py": "there = 'late'",
    "parted/deep/__init__.py": "there = 'deep'",
    "later/__init__.py": "there = 'later'",
}
USED = {"whole.py", "parted/__init__.py", "parted/here.py"}
LEFT_OUT = ["later", "parted.deep", "parted.late"]


@pytest.fixture
def library() -> bytes:
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for name, source in MEMBERS.items():
                made.writestr(name, source)
        return target.getvalue()


@pytest.fixture
def finder(library: bytes, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the finder's module; what it adds to this Python goes after the test."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    made = ModuleType("finder")
    exec(light.finder_of(light.left_out(library, USED)), made.__dict__)
    return made


def test_what_is_not_in_use_is_left_out(library: bytes) -> None:
    assert light.left_out(library, USED) == LEFT_OUT
    with zipfile.ZipFile(io.BytesIO(light.stored(library, USED.__contains__, {"x": b"y"}))) as made:
        assert set(made.namelist()) == USED | {"x"}
        assert {info.compress_type for info in made.infolist()} == {zipfile.ZIP_STORED}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_was_left_out_is_found(
    name: str, finder: ModuleType, library: bytes, tmp_path: Path
) -> None:
    archive = tmp_path / "rest.zip"
    archive.write_bytes(library)
    finder.look_into(str(archive))
    rest = sys.meta_path[-1]
    spec = rest.find_spec(name)
    assert spec
    assert spec.loader
    module = ModuleType(name)
    spec.loader.exec_module(module)
    assert module.there == name.split(".")[-1]


@pytest.mark.parametrize("name", ["whole", "parted", "parted.here", "nowhere", "parted.nowhere"])
def test_for_any_other_name_the_archive_is_not_opened(name: str, finder: ModuleType) -> None:
    """Here is none that could be."""
    finder.look_into("/nowhere/rest.zip")
    rest = sys.meta_path[-1]
    assert rest.find_spec(name) is None
