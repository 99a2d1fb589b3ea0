"""Blocks of a page as a Jupyter notebook that carries the package, so that it runs elsewhere."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import onefilter

LEFT_OUT = {"demos", "session", "player.py", "stage.py", "link.py", "__pycache__"}
"""What only a page needs."""
EARLIEST = (1980, 1, 1, 0, 0, 0)

INTRODUCTION = """\
# {title}

The code of [{address}]({address}). The first cell carries the package `onefilter` that the others
use (MIT License, © 2026 the One Filter authors), since `pip` does not find it. It needs numpy.
"""
FIRST_CELL = """\
import base64, io, sys, tempfile, zipfile

PACKAGE = "{package}"
folder = tempfile.mkdtemp()
zipfile.ZipFile(io.BytesIO(base64.b64decode(PACKAGE))).extractall(folder)
sys.path.insert(0, folder)

from onefilter.scene.jupyter import show
"""


def notebook(title: str, address: str, blocks: Sequence[str]) -> bytes:
    """Write a notebook.

    Parameters
    ----------
    title : str
        What it is about.
    address : str
        The page that the blocks come from.
    blocks : sequence of str
        Python, one cell each.

    Returns
    -------
    bytes
        A file of nbformat 4.5; the same blocks give the same bytes.

    Examples
    --------
    >>> made = json.loads(notebook("Sums", "https://example.org", ["1 + 1"]))
    >>> [cell["cell_type"] for cell in made["cells"]]
    ['markdown', 'code', 'code']
    """
    first = FIRST_CELL.format(package=base64.b64encode(packed()).decode())
    cells = [
        _cell(0, INTRODUCTION.format(title=title, address=address), "markdown"),
        _cell(1, first, "code", {"jupyter": {"source_hidden": True}}),
        *(_cell(number, block, "code") for number, block in enumerate(blocks, 2)),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def packed() -> bytes:
    """Return the package's files that a notebook may use, as a zip file."""
    packing = io.BytesIO()
    with zipfile.ZipFile(packing, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in _files():
            entry = zipfile.ZipInfo(name, EARLIEST)
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return packing.getvalue()


def _files() -> Iterator[tuple[str, Path]]:
    root = Path(onefilter.__file__).parent
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if path.is_file() and LEFT_OUT.isdisjoint(place.parts):
            yield f"onefilter/{place.as_posix()}", path


def _cell(
    number: int, source: str, kind: str, metadata: dict[str, Any] | None = None
) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": metadata or {},
        "source": source.rstrip("\n").splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
