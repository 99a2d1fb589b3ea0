"""Repacking forgets dates and order, keeps what runs, and lists it truthfully."""

import base64
import csv
import hashlib
import importlib.util
import zipfile
import zipimport
from pathlib import Path

import pytest

from overrides.hooks import repack

SOURCES = {
    "numpy/__init__.py": '"""Words."""\n\ndef f():\n    "More words."\n    return 42\n',
    "numpy/_add_newdocs.py": "DOCS = 'a megabyte of them'\n",
    "numpy/core.so": "compiled",
    "numpy/core.pyi": "stub",
    "numpy/tests/test_f.py": "test",
    "numpy/f2py/__init__.py": "compiler",
    "numpy-2.dist-info/METADATA": "Name: numpy",
    "numpy-2.dist-info/WHEEL": "Wheel-Version: 1.0",
    "numpy-2.dist-info/RECORD": "the old one",
}


def archive(path: Path, files: dict[str, str], year: int = 2020) -> Path:
    """Write a zip file as `files` is ordered, dated `year`."""
    with zipfile.ZipFile(path, "w") as opened:
        for name, text in files.items():
            opened.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), text)
    return path


@pytest.fixture
def repacked(tmp_path: Path) -> zipfile.ZipFile:
    """Return a small numpy, repacked."""
    target = tmp_path / "out.whl"
    repack.repack("numpy", str(archive(tmp_path / "in.whl", SOURCES)), str(target))
    return zipfile.ZipFile(target)


def test_dates_and_order_do_not_matter(tmp_path: Path) -> None:
    first = archive(tmp_path / "1.whl", SOURCES)
    second = archive(tmp_path / "2.whl", dict(reversed(SOURCES.items())), year=2030)
    for recipe in ("stdlib", "numpy", "package"):
        made = []
        for source in (first, second):
            target = tmp_path / "made"
            repack.repack(recipe, str(source), str(target))
            made.append(target.read_bytes())
        assert made[0] == made[1]


def test_numpy_keeps_what_runs(repacked: zipfile.ZipFile) -> None:
    assert repacked.namelist() == [
        "numpy-2.dist-info/METADATA",
        "numpy-2.dist-info/WHEEL",
        "numpy/__init__.pyc",
        "numpy/_add_newdocs.pyc",
        "numpy/core.so",
        "numpy-2.dist-info/RECORD",
    ]


def test_the_record_has_the_hash_of_every_file(repacked: zipfile.ZipFile) -> None:
    rows = csv.reader(repacked.read("numpy-2.dist-info/RECORD").decode().splitlines())
    listed = {name: (digest, size) for name, digest, size in rows}
    assert listed.pop("numpy-2.dist-info/RECORD") == ("", "")
    assert sorted(listed) == sorted(set(repacked.namelist()) - {"numpy-2.dist-info/RECORD"})
    for name, (digest, size) in listed.items():
        data = repacked.read(name)
        text = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()
        assert (digest, size) == (f"sha256={text.rstrip('=')}", str(len(data)))


def test_the_standard_library_imports_from_its_zip_file(tmp_path: Path) -> None:
    source = archive(
        tmp_path / "in.zip", {"json.py": "X = 6 * 7", "test/x.py": "", "venv/y.py": ""}
    )
    target = tmp_path / "out.zip"
    repack.repack("stdlib", str(source), str(target))
    assert zipfile.ZipFile(target).namelist() == ["json.pyc"]
    code = zipimport.zipimporter(str(target)).get_code("json")
    assert code is not None
    assert "X" in code.co_names
    assert 42 in code.co_consts


def test_the_package_keeps_its_sources_with_byte_code_beside_them(tmp_path: Path) -> None:
    files = {
        "one/__init__.py": '"""Words."""\nX = 42\n',
        "one-1.dist-info/METADATA": "",
    }
    target = tmp_path / "out.whl"
    repack.repack("package", str(archive(tmp_path / "in.whl", files)), str(target))
    opened = zipfile.ZipFile(target)
    assert opened.read("one/__init__.py").decode() == files["one/__init__.py"]
    cached = importlib.util.cache_from_source("one/__init__.py", optimization="")
    assert opened.read(cached).startswith(importlib.util.MAGIC_NUMBER + b"\1\0\0\0")


def test_an_unknown_recipe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="torch"):
        repack.repack("torch", str(archive(tmp_path / "in.zip", {})), "out")
