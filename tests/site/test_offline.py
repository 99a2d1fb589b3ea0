"""What the service worker is told to keep is what the site consists of; icons are what they say."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import numpy as np
import pytest
from PIL import Image

from overrides.hooks import offline
from tests.conftest import Site
from tests.site import pages

SIZES = {"icon-180": 180, "icon-192": 192, "icon-512": 512, "icon-512-maskable": 512}


@pytest.fixture(scope="module")
def listed(site: Site) -> dict[str, Any]:
    """Return what stands above the built worker's lines."""
    text = (site.folder / "sw.js").read_text()
    head, _, tail = text.removeprefix("const site = ").partition(";\n\n")
    assert tail.startswith("// The site without a network")
    loaded: dict[str, Any] = json.loads(head)
    return loaded


def file_at(folder: Path, path: str) -> Path:
    """Return the file that a host sends for an address."""
    return folder / path / "index.html" if path.endswith("/") or not path else folder / path


def test_every_hash_is_that_of_the_file(listed: dict[str, Any], site: Site) -> None:
    for files in (listed["pages"], *listed["runtime"].values()):
        assert files
        for path, wanted in files.items():
            assert hashlib.sha256(file_at(site.folder, path).read_bytes()).hexdigest() == wanted


def test_whatever_a_page_loads_or_links_to_is_kept(listed: dict[str, Any], site: Site) -> None:
    kept = {*listed["pages"], *(path for files in listed["runtime"].values() for path in files)}
    for page in pages.read_all(site.folder, site.url).values():
        for address in [*page.loads, *page.links]:
            target = urljoin(page.url, address.strip()).partition("#")[0]
            if target.startswith(site.url):
                assert urlsplit(target.removeprefix(site.url)).path in kept
    assert {"sitemap.xml", "search/search_index.json", "404.html", ""} <= listed["pages"].keys()


def test_every_file_of_the_runtime_has_a_use(listed: dict[str, Any], site: Site) -> None:
    kept = {path for files in listed["runtime"].values() for path in files}
    there = [p for p in (site.folder / "runtime").rglob("*") if p.is_file()]
    unused = {p.relative_to(site.folder).as_posix() for p in there} - kept
    assert {Path(path).name for path in unused} == {"manifest.json"}


def test_a_start_knows_its_files(listed: dict[str, Any]) -> None:
    """Of the large ones, each way of starting keeps its own and nobody else's."""
    names = {kind: {Path(p).name.split("-")[0] for p in f} for kind, f in listed["runtime"].items()}
    common = names.pop("common")
    assert {"interpreter.mjs", "core.js", "pyodide.asm.mjs", "codemirror"} <= common
    late = {"python_stdlib.zip"}
    packed = {"pyodide.asm.wasm.bin", "unpack.wasm"}
    assert names["image"] == {"image.bin", "numpy", *packed, *late}
    assert names["light"] == {"light.bin", *packed, *late}
    assert names["plain"] == {"pyodide.asm.wasm", "numpy", "onefilter", *late}


def test_other_content_gives_another_worker(tmp_path: Path) -> None:
    """A browser notices a newer version by its worker alone."""
    (tmp_path / "page").mkdir()
    page = tmp_path / "page/index.html"
    page.write_text("one")
    offline.write_worker(tmp_path)
    first = (tmp_path / "sw.js").read_bytes()
    offline.write_worker(tmp_path)
    assert (tmp_path / "sw.js").read_bytes() == first
    page.write_text("two")
    offline.write_worker(tmp_path)
    assert (tmp_path / "sw.js").read_bytes() != first


@pytest.mark.parametrize("name", SIZES)
def test_an_icon_has_its_size_and_keeps_its_picture_whole(name: str, site: Site) -> None:
    """Systems cut a circle, four fifths wide, out of a maskable icon at worst."""
    data = (site.folder / f"assets/images/{name}.png").read_bytes()
    pixels = np.asarray(Image.open(io.BytesIO(data)))
    assert pixels.shape == (SIZES[name], SIZES[name], 4)
    if not name.endswith("maskable"):
        assert pixels[0, 0, 3] == 0
        return
    assert (pixels[..., 3] == 255).all()
    paper = pixels[0, 0]
    rows, columns = np.nonzero((pixels != paper).any(axis=2))
    middle = (SIZES[name] - 1) / 2
    assert np.hypot(rows - middle, columns - middle).max() <= 0.4 * SIZES[name]


def test_the_manifest_names_icons_that_are_there(site: Site) -> None:
    manifest = json.loads((site.folder / "site.webmanifest").read_text())
    for icon in manifest["icons"]:
        path = site.folder / icon["src"]
        if path.suffix == ".png":
            side = Image.open(io.BytesIO(path.read_bytes())).size[0]
            assert icon["sizes"] == f"{side}x{side}"
        assert path.is_file()
    for address in (manifest["start_url"], *(s["url"] for s in manifest["shortcuts"])):
        assert (site.folder / address / "index.html").is_file()
